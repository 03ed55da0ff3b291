namespace IntegrationAgent.Driver;

/// <summary>
/// Marks a public method of a client as an operation that scripts can call by name. Its summary, parameters and results are documented; the generator emits its
/// manifest entry, the JSON schemas and the dispatch.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DriverOperationAttribute : Attribute
{
    /// <summary>Names the operation.</summary>
    public DriverOperationAttribute(string name) => Name = name;

    /// <summary>A word in snake_case.</summary>
    public string Name { get; }

    /// <summary>What it does to the system.</summary>
    public OperationEffect Effect { get; set; }

    /// <summary>True when calling it again with the same arguments changes nothing more.</summary>
    public bool Idempotent { get; set; }

    /// <summary>The ids of examples that show it.</summary>
    public string[] Examples { get; set; } = [];
}
