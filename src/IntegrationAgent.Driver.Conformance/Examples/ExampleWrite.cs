namespace IntegrationAgent.Driver.Conformance;

/// <summary>What became of the records of one write of an example, in numbers of records. Immutable.</summary>
public sealed class ExampleWrite
{
    /// <summary>Where it wrote: <c>warehouse.tickets</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Records that were not there.</summary>
    public long Created { get; init; }

    /// <summary>Records that were changed.</summary>
    public long Updated { get; init; }

    /// <summary>Records that were as they should be.</summary>
    public long Unchanged { get; init; }

    /// <summary>Records that were deleted.</summary>
    public long Deleted { get; init; }

    /// <summary>Records that the target refused, or whose answer was lost.</summary>
    public long Refused { get; init; }

    /// <summary>Why records were refused: the error codes.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
