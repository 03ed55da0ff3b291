namespace IntegrationAgent.Scripting;

/// <summary>What became of the records of a write.</summary>
public sealed class WriteResult
{
    /// <summary>How many were created.</summary>
    public long Created { get; init; }

    /// <summary>How many were changed.</summary>
    public long Updated { get; init; }

    /// <summary>How many had these values already.</summary>
    public long Unchanged { get; init; }

    /// <summary>How many were deleted.</summary>
    public long Deleted { get; init; }

    /// <summary>How many were refused and set aside.</summary>
    public long Quarantined { get; init; }
}
