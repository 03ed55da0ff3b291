namespace IntegrationAgent.Driver;

/// <summary>A way to authenticate. A connection chooses one by the setting <c>auth</c>; the first is the default.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class AuthMethodAttribute : Attribute
{
    /// <summary>Names the method.</summary>
    public AuthMethodAttribute(string name) => Name = name;

    /// <summary>A word in snake_case, for example <c>client_credentials</c>.</summary>
    public string Name { get; }

    /// <summary>When to choose it, in one sentence.</summary>
    public string Description { get; set; } = "";

    /// <summary>The scopes that it needs.</summary>
    public string[] Scopes { get; set; } = [];
}
