using System.Runtime.CompilerServices;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>A system that the kit holds in memory: the other end of an example.</summary>
internal sealed class MemoryClient(string name, IReadOnlyList<MemoryObject> objects) : IDriverClient, IRecordWriter, ISchemaEditor
{
    private const int PageSize = 10;

    public IReadOnlyList<ObjectSchema> Schemas { get; } = [.. objects.Select(one => one.Schema)];

    public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ConnectionCheck { System = "memory of the conformance kit", ApiVersion = "1", Identity = name });

    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ObjectSummary>>([.. objects.Select(one => new ObjectSummary { Name = one.Schema.Name, Writable = true })]);

    public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => Task.FromResult(Find(request.Object).Schema);

    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Relationship>>([]);

    public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var held = Find(request.Object);
        var schema = new RecordSchema(request.Fields.Select(field => new RecordField { Name = field, Type = held.Field(field).Type }));
        var matching = held.Select(request.Filter, request.OrderBy);
        var taken = request.Limit is { } limit ? matching[..(int)Math.Min(limit, matching.Count)] : matching;
        var stop = taken.Count < matching.Count ? StopReason.Limit : StopReason.Exhausted;
        for (var start = 0; start == 0 || start < taken.Count; start += PageSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var writer = new RecordPageWriter(schema);
            foreach (var row in taken.Skip(start).Take(PageSize))
            {
                writer.BeginRecord();
                foreach (var field in request.Fields)
                    writer.WriteValue(row[field].State == ValueState.Absent ? RecordValue.Null : row[field]);
                writer.EndRecord();
            }

            yield return writer.ToPage(start + PageSize >= taken.Count ? stop : null);
        }
    }

    public Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        var held = Find(request.Object);
        var outcomes = new List<WriteOutcome>(request.Records.Count);
        foreach (var record in request.Records)
            outcomes.Add(held.Write(request.Mode, request.KeyFields, record));
        return Task.FromResult(new WriteResponse { Outcomes = outcomes });
    }

    public Task<EnsureObjectResponse> EnsureObjectAsync(EnsureObjectRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new EnsureObjectResponse { Created = false, Schema = Find(request.Object).Schema });

    public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new RateLimitStatus());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private MemoryObject Find(string target) => objects.FirstOrDefault(one => one.Schema.Name == target)
        ?? throw new DriverException(DriverErrorCode.ObjectNotFound, $"'{name}' has no object '{target}'. Name it in ConformanceExample.Others.");
}
