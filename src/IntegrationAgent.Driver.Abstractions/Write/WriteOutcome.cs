namespace IntegrationAgent.Driver;

/// <summary>What became of one record.</summary>
public readonly struct WriteOutcome : IEquatable<WriteOutcome>
{
    private WriteOutcome(WriteStatus status, string? recordId, DriverError? error)
    {
        Status = status;
        RecordId = recordId;
        Error = error;
    }

    /// <summary>What became of it.</summary>
    public WriteStatus Status { get; }

    /// <summary>The system's identifier of the record; null where it gave none.</summary>
    public string? RecordId { get; }

    /// <summary>Why it failed; null unless <see cref="WriteStatus.Failed"/> or <see cref="WriteStatus.Unknown"/>.</summary>
    public DriverError? Error { get; }

    /// <summary>It was created.</summary>
    public static WriteOutcome Created(string? recordId = null) => new(WriteStatus.Created, recordId, null);

    /// <summary>It was there and has been changed.</summary>
    public static WriteOutcome Updated(string? recordId = null) => new(WriteStatus.Updated, recordId, null);

    /// <summary>It was there and had these values already.</summary>
    public static WriteOutcome Unchanged(string? recordId = null) => new(WriteStatus.Unchanged, recordId, null);

    /// <summary>It was deleted.</summary>
    public static WriteOutcome Deleted(string? recordId = null) => new(WriteStatus.Deleted, recordId, null);

    /// <summary>It was refused.</summary>
    public static WriteOutcome Failed(DriverError error, string? recordId = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(WriteStatus.Failed, recordId, error);
    }

    /// <summary>The answer was lost; it may or may not have been written.</summary>
    public static WriteOutcome Unknown(DriverError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(WriteStatus.Unknown, null, error);
    }

    /// <summary>Compares all parts.</summary>
    public static bool operator ==(WriteOutcome left, WriteOutcome right) => left.Equals(right);

    /// <summary>Compares all parts.</summary>
    public static bool operator !=(WriteOutcome left, WriteOutcome right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(WriteOutcome other) => Status == other.Status && RecordId == other.RecordId && ReferenceEquals(Error, other.Error);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is WriteOutcome other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Status, RecordId);
}
