namespace IntegrationAgent.Agent.Connections;

/// <summary>A named system: which driver speaks to it and its settings that are not secret.</summary>
public sealed class ConnectionDefinition
{
    /// <summary>The name that scripts use: a letter, then letters, digits, <c>-</c> and <c>_</c>, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>The driver's id, for example <c>salesforce</c>.</summary>
    public required string DriverId { get; init; }

    /// <summary>Settings by name. A credential never stands here.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
