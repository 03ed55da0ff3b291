namespace IntegrationAgent.Driver;

/// <summary>
/// One open connection to a system: the small core that every driver has. Optional abilities are further interfaces on the same object, found by type test:
/// <see cref="IRecordWriter"/>, <see cref="IBulkWriter"/>, <see cref="IWriteProbe"/>, <see cref="ISchemaEditor"/>, <see cref="IChangeFeed"/>,
/// <see cref="INativeQuery"/>, <see cref="IDriverOperations"/>.
/// </summary>
/// <remarks>
/// Thread-safe. Disposal is idempotent and ends calls in flight. Requests are never changed. Lists are never null; empty means none.
/// Every member throws <see cref="DriverException"/> when the operation failed, <see cref="ArgumentException"/> when it was misused, and lets the caller's own
/// <see cref="OperationCanceledException"/> through unchanged. Messages hold neither secrets nor record content.
/// </remarks>
public interface IDriverClient : IAsyncDisposable
{
    /// <summary>Who am I, with which scopes, against which version of the system.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.AuthenticationFailed"/> when the credential no longer works.</exception>
    Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken);

    /// <summary>The objects (tables, entities) that this connection can see, ordered by name.</summary>
    Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken);

    /// <summary>The fields of one object, as this installation has them now.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.ObjectNotFound"/> with the nearest names as suggestions.</exception>
    Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken);

    /// <summary>The relationships of one object, in both directions.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.ObjectNotFound"/> with the nearest names as suggestions.</exception>
    Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Streams the records that match, in pages with one shared schema. The last page, and only it, carries a <see cref="RecordPage.StopReason"/>.
    /// A fault throws; a stream never just ends. The consumer disposes each page.
    /// </summary>
    /// <exception cref="DriverException">
    /// <see cref="DriverErrorCode.ObjectNotFound"/>, <see cref="DriverErrorCode.FieldNotFound"/>, <see cref="DriverErrorCode.InvalidQuery"/>,
    /// <see cref="DriverErrorCode.CursorExpired"/>, <see cref="DriverErrorCode.IncompleteResult"/>.
    /// </exception>
    IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken);

    /// <summary>What is left of the system's quotas, as last reported. Costs no call where the system reports it with each answer.</summary>
    ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken);
}
