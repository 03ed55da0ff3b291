namespace IntegrationAgent.Driver;

/// <summary>Not this.</summary>
public sealed class NotFilter : Filter
{
    /// <summary>The condition.</summary>
    public required Filter Operand { get; init; }
}
