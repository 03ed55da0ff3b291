namespace IntegrationAgent.Driver;

/// <summary>Optional ability: what changed since a position, deletes included where the object's schema does not say that they are unknown.</summary>
public interface IChangeFeed
{
    /// <summary>
    /// Streams changes after a position. The last page, and only it, carries a <see cref="RecordPage.StopReason"/> on its records. Positions only ever grow;
    /// a change may be reported more than once, never lost.
    /// </summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.CursorExpired"/> when the system no longer knows that far back.</exception>
    IAsyncEnumerable<ChangePage> GetChangesAsync(ChangesRequest request, CancellationToken cancellationToken);
}
