using IntegrationAgent.Driver;

[assembly: DriverManifest("""{"id":"memory","driverType":"IntegrationAgent.Scripting.Tests.MemoryDriver","settings":[{"name":"role","kind":"text","required":true}]}""")]

namespace IntegrationAgent.Scripting.Tests;

/// <summary>A system in memory: leads to read, rows to write.</summary>
public sealed class MemoryDriver : IDriver
{
    public static Dictionary<string, string[]> Rows { get; } = new(StringComparer.Ordinal);

    public static Func<IEnumerable<RecordPage>> Leads { get; set; } = () => [];

    public static List<QueryRequest> Queries { get; } = [];

    public static string? Secret { get; private set; }

    public async ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken)
    {
        Secret = (await context.Credentials.GetAsync("MEMORY_SECRET", cancellationToken))?.Reveal();
        return Secret is null ? throw new DriverException(DriverErrorCode.AuthenticationFailed, "Set MEMORY_SECRET.") : new Client(settings.GetRequired("role"));
    }

    private sealed class Client(string role) : IDriverClient, IRecordWriter
    {
        public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            Queries.Add(request);
            if (role == "source")
            {
                foreach (var page in Leads())
                    yield return page;
                yield break;
            }

            var keys = Assert.IsType<InFilter>(request.Filter).Values.Select(value => value.AsString()).ToHashSet(StringComparer.Ordinal);
            var writer = new RecordPageWriter(new RecordSchema(request.Fields.Select(name => new RecordField { Name = name, Type = FieldType.String })));
            foreach (var row in Rows.Where(row => keys.Contains(row.Key)))
            {
                writer.BeginRecord();
                foreach (var value in row.Value)
                    writer.WriteString(value);
                writer.EndRecord();
            }

            yield return writer.ToPage(StopReason.Exhausted);
        }

        public Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
        {
            var outcomes = new List<WriteOutcome>();
            foreach (var record in request.Records)
            {
                var values = Enumerable.Range(0, record.Schema.Fields.Count).Select(field => record.GetValue(field).ToInvariantString()).ToArray();
                var known = Rows.TryGetValue(values[0], out var old);
                outcomes.Add(!known ? WriteOutcome.Created() : old!.SequenceEqual(values) ? WriteOutcome.Unchanged() : WriteOutcome.Updated());
                Rows[values[0]] = values;
            }

            return Task.FromResult(new WriteResponse { Outcomes = outcomes, Calls = 1 });
        }
    }
}
