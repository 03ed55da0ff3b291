using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Validation;

/// <summary>What discovery found behind one connection.</summary>
public sealed class ConnectionSchema
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The package of its driver, for example <c>IntegrationAgent.Drivers.Salesforce</c>; empty where unknown.</summary>
    public string PackageId { get; init; } = "";

    /// <summary>
    /// The objects that a script may use: those it reads, those it writes (as they are, or as the plan will create them), and those that a path leads to.
    /// </summary>
    public required IReadOnlyList<ObjectSchema> Objects { get; init; }

    /// <summary>Whether scripts may read from it. Classes are only generated for what may be.</summary>
    /// <value>true</value>
    public bool IsSource { get; init; } = true;

    /// <summary>Whether scripts may write to it. Classes are only generated for what may be.</summary>
    /// <value>true</value>
    public bool IsTarget { get; init; } = true;

    /// <summary>The object of that name; null where there is none.</summary>
    public ObjectSchema? Find(string name) => Objects.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
}
