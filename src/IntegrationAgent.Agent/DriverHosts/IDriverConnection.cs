using System.Text.Json;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>One open connection to a system, through the driver in a process of its own. Safe for concurrent use; disposing it ends the process.</summary>
/// <remarks>
/// Members throw <see cref="DriverException"/> when the driver failed, except where a person must act on the connection itself:
/// <see cref="AgentException"/> with <c>E-CON-AUTH</c> (exit 3), <c>E-DRV-GONE</c> (exit 6) when the process is gone, <c>E-DRV-FAULT</c> (exit 6) when the driver broke.
/// An exchange throws what the wire throws: <see cref="ExplainAsync"/> turns that into the same errors.
/// </remarks>
public interface IDriverConnection : IAsyncDisposable
{
    /// <summary>The connection's name.</summary>
    string Name { get; }

    /// <summary>The driver's id.</summary>
    string DriverId { get; }

    /// <summary>Who the connection was when it was opened.</summary>
    ConnectionCheck Identity { get; }

    /// <summary>What the client can do, by the manifest's words: <c>query</c>, <c>write</c>, <c>native_query</c>, …</summary>
    IReadOnlyList<string> Capabilities { get; }

    /// <summary>The operations of the driver's own that its manifest declares to read and nothing else.</summary>
    IReadOnlyList<string> ReadOperations => [];

    /// <summary>What stands between the driver and this machine.</summary>
    IsolationLevel Isolation { get; }

    /// <summary>Who am I, now.</summary>
    Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken);

    /// <summary>The objects of the system.</summary>
    Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken);

    /// <summary>The fields of one object.</summary>
    Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken);

    /// <summary>The relationships of one object.</summary>
    Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken);

    /// <summary>Streams records; the last page says why it is the last. The consumer disposes each page.</summary>
    IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken);

    /// <summary>Streams the result of a query in the system's own language.</summary>
    IAsyncEnumerable<RecordPage> QueryNativeAsync(NativeQueryRequest request, CancellationToken cancellationToken);

    /// <summary>Streams changes. The consumer disposes each page.</summary>
    IAsyncEnumerable<ChangePage> GetChangesAsync(ChangesRequest request, CancellationToken cancellationToken);

    /// <summary>Opens a query whose pages are forwarded as they come: read its pages, then its reply (<see cref="StreamReply"/>).</summary>
    WireExchange OpenQuery(QueryRequest request);

    /// <summary>The same for a query in the system's own language.</summary>
    WireExchange OpenNativeQuery(NativeQueryRequest request);

    /// <summary>
    /// Opens a write of any number of pages: send pages and read one <see cref="BatchOutcome"/> event (<see cref="DriverMethods.OutcomeEvent"/>) for each, in order;
    /// end the pages, then read the reply (<see cref="WriteReply"/>).
    /// </summary>
    WireExchange OpenWrite(WriteBody body);

    /// <summary>Writes one page. A refusal of the whole page throws.</summary>
    Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken);

    /// <summary>Tells what became of a write whose answer was lost.</summary>
    Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken);

    /// <summary>Opens a job that writes. Nothing is written before its upload is closed.</summary>
    Task<OperationHandle> StartBulkAsync(BulkWriteRequest request, CancellationToken cancellationToken) => throw CannotBulk();

    /// <summary>Uploads the records of a job and closes the upload. The same records may be given again: what the job has already is not sent again.</summary>
    Task UploadBulkAsync(OperationHandle handle, WirePage records, CancellationToken cancellationToken) => throw CannotBulk();

    /// <summary>Where a job stands and, when it has ended, the outcome of every record in input order.</summary>
    Task<BulkWriteResponse> GetBulkResultsAsync(OperationHandle handle, CancellationToken cancellationToken) => throw CannotBulk();

    /// <summary>Creates an object when it is absent.</summary>
    Task<EnsureObjectResponse> EnsureObjectAsync(EnsureObjectRequest request, CancellationToken cancellationToken);

    /// <summary>What is left of the system's quotas.</summary>
    Task<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken);

    /// <summary>Calls an operation of the driver's own.</summary>
    Task<JsonElement> InvokeOperationAsync(string operation, JsonElement arguments, CancellationToken cancellationToken);

    /// <summary>Turns what an exchange of this connection threw into the error that the typed members would have thrown; anything else is returned as it is.</summary>
    Task<Exception> ExplainAsync(Exception exception);

    private static DriverException CannotBulk() => new(DriverErrorCode.Unsupported, "This connection has no jobs that write.") { Scope = ErrorScope.Request };
}
