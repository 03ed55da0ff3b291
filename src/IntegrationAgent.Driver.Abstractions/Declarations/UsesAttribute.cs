namespace IntegrationAgent.Driver;

/// <summary>
/// Declares what the code of the driver, or of a package it stands on, does beside the contract. An installation reads the code
/// without loading it, and stops at what is neither declared nor accepted by the person who installs. Declared hosts
/// (<see cref="EgressAttribute"/>, settings of kind url or host) imply <c>network</c>, a setting of kind file implies <c>files</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class UsesAttribute : Attribute
{
    /// <summary>Names one: <c>network</c>, <c>native_code</c>, <c>process</c>, <c>files</c>, <c>environment</c>, <c>assembly_load</c>, <c>code_generation</c> or <c>module_initializer</c>.</summary>
    public UsesAttribute(string capability) => Capability = capability;

    /// <summary>The name.</summary>
    public string Capability { get; }
}
