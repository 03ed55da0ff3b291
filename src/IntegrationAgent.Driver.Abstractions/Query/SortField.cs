namespace IntegrationAgent.Driver;

/// <summary>One field of an order.</summary>
public sealed class SortField
{
    /// <summary>The field or path.</summary>
    public required string Field { get; init; }

    /// <summary>True for greatest first.</summary>
    public bool Descending { get; init; }
}
