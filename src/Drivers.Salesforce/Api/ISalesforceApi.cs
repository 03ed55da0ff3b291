using IntegrationAgent.Driver.Authoring;
using Refit;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The REST API of an org, without the queries: those are streamed.</summary>
internal interface ISalesforceApi
{
    [Get("/services/data")]
    Task<List<ApiVersion>> ListVersionsAsync(CancellationToken cancellationToken);

    [Get("/services/data/{version}/sobjects")]
    Task<SObjectList> ListObjectsAsync(string version, CancellationToken cancellationToken);

    [Get("/services/data/{version}/sobjects/{name}/describe")]
    Task<HttpResponseMessage> DescribeAsync(string version, string name, [Header("If-Modified-Since")] string? ifModifiedSince, CancellationToken cancellationToken);

    [Post("/services/data/{version}/composite/batch")]
    Task<BatchResponse> ReadBatchAsync(string version, [Body] BatchRequest request, [Property(CallOptions.Idempotency)] CallIdempotency idempotency, [Property(CallOptions.Cost)] int cost, CancellationToken cancellationToken);

    [Get("/services/data/{version}/limits/recordCount")]
    Task<RecordCounts> CountRecordsAsync(string version, string sObjects, CancellationToken cancellationToken);

    [Get("/services/data/{version}/limits")]
    Task<Dictionary<string, LimitInfo>> GetLimitsAsync(string version, [Property(CallOptions.UseReserve)] bool useReserve, CancellationToken cancellationToken);

    [Get("/services/oauth2/userinfo")]
    Task<UserInfo> GetUserInfoAsync([Property(CallOptions.UseReserve)] bool useReserve, CancellationToken cancellationToken);

    [Post("/services/data/{version}/jobs/query")]
    Task<BulkJobInfo> CreateQueryJobAsync(string version, [Body] BulkQueryRequest request, [Property(CallOptions.Idempotency)] CallIdempotency idempotency, CancellationToken cancellationToken);

    [Get("/services/data/{version}/jobs/query/{id}")]
    Task<BulkJobInfo> GetQueryJobAsync(string version, string id, CancellationToken cancellationToken);

    [Post("/services/data/{version}/jobs/ingest")]
    Task<BulkJobInfo> CreateIngestJobAsync(string version, [Body] BulkIngestRequest request, [Property(CallOptions.Idempotency)] CallIdempotency idempotency, CancellationToken cancellationToken);

    [Get("/services/data/{version}/jobs/ingest/{id}")]
    Task<BulkJobInfo> GetIngestJobAsync(string version, string id, CancellationToken cancellationToken);

    [Patch("/services/data/{version}/jobs/ingest/{id}")]
    Task<BulkJobInfo> ChangeIngestJobAsync(string version, string id, [Body] BulkStateChange change, [Property(CallOptions.Idempotency)] CallIdempotency idempotency, CancellationToken cancellationToken);

    [Get("/services/data/{version}/sobjects/{name}/deleted/")]
    Task<DeletedRecords> GetDeletedAsync(string version, string name, string start, string end, CancellationToken cancellationToken);
}
