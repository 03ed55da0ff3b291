namespace IntegrationAgent.Driver;

/// <summary>Some changes. Dispose it when they have been used.</summary>
public sealed class ChangePage : IDisposable
{
    /// <summary>Records that were created or changed, as they are now. Never null; may be empty.</summary>
    public required RecordPage Changed { get; init; }

    /// <summary>The keys of records that were deleted, joined as the driver's record ids are.</summary>
    public IReadOnlyList<string> DeletedIds { get; init; } = [];

    /// <summary>Everything up to here has been reported; give it back as <see cref="ChangesRequest.Since"/>.</summary>
    public required string Position { get; init; }

    /// <inheritdoc />
    public void Dispose() => Changed.Dispose();
}
