namespace IntegrationAgent.Driver;

/// <summary>All of these; true for none.</summary>
public sealed class AndFilter : Filter
{
    /// <summary>The conditions.</summary>
    public required IReadOnlyList<Filter> Filters { get; init; }
}
