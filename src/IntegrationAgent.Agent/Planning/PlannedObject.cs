using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Planning;

/// <summary>An object that the script wants to exist.</summary>
public sealed class PlannedObject
{
    /// <summary>The connection.</summary>
    public required string Connection { get; init; }

    /// <summary>The object.</summary>
    public required string Object { get; init; }

    /// <summary>True when it is not there and would be created.</summary>
    public required bool Creates { get; init; }

    /// <summary>The statement that would create it; null where the system has no such text.</summary>
    public string? Statement { get; init; }

    /// <summary>The object as it would be.</summary>
    public required ObjectSchema Schema { get; init; }
}
