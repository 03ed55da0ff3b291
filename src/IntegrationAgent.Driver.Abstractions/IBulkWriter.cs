namespace IntegrationAgent.Driver;

/// <summary>
/// Optional ability: writes through a job of the system that outlives the connection. The handle is known, and kept by the caller, before the upload closes,
/// so that a crash at any moment can find the job again.
/// </summary>
public interface IBulkWriter
{
    /// <summary>Creates the job. Nothing is written before the upload is complete.</summary>
    Task<OperationHandle> StartAsync(BulkWriteRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Uploads records and closes the upload. Called once for each job; after a crash again with the same records: what the job has already is not sent again.
    /// </summary>
    Task UploadAsync(OperationHandle handle, IAsyncEnumerable<RecordPage> records, CancellationToken cancellationToken);

    /// <summary>The job's state and, when it has ended, the outcome of every record in input order. May be called again at any time, also after a crash.</summary>
    /// <exception cref="DriverException">
    /// <see cref="DriverErrorCode.IncompleteResult"/> when the job has ended and the system keeps no order: then <see cref="UploadAsync"/> with the same records
    /// brings the order back and sends nothing.
    /// </exception>
    Task<BulkWriteResponse> GetResultsAsync(OperationHandle handle, CancellationToken cancellationToken);
}
