namespace IntegrationAgent.Driver;

/// <summary>At least one of these; false for none.</summary>
public sealed class OrFilter : Filter
{
    /// <summary>The conditions.</summary>
    public required IReadOnlyList<Filter> Filters { get; init; }
}
