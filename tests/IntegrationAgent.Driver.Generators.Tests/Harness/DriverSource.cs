namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>A driver without a fault, and a place in it for an example.</summary>
internal static class DriverSource
{
    private const string Plain = "[Driver(\"helpdesk\", Client = typeof(HelpdeskClient))]";

    private static readonly (string Name, string Code)[] Contract =
    [
        ("CheckAsync(", "public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => Task.FromException<ConnectionCheck>(Nothing());"),
        ("ListObjectsAsync(", "public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ObjectSummary>>([]);"),
        ("GetFieldsAsync(", "public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => Task.FromException<ObjectSchema>(Nothing());"),
        ("GetRelationshipsAsync(", "public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Relationship>>([]);"),
        ("QueryAsync(", "public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken) => throw Nothing();"),
        ("GetRateLimitAsync(", "public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => ValueTask.FromException<RateLimitStatus>(Nothing());"),
        ("DisposeAsync(", "public ValueTask DisposeAsync() { http.Dispose(); return default; }"),
    ];

    /// <summary>The example is members of the client; a member of the contract replaces the one that is there.</summary>
    public static string Members(string code) => Build(Plain, code, "");

    /// <summary>The example is the attributes of the driver.</summary>
    public static string Attributes(string code) => Build(code, "", "");

    /// <summary>The example is types beside the client.</summary>
    public static string Types(string code) => Build(Plain, "", code);

    private static string Build(string attributes, string members, string types)
    {
        var interfaces = members.Contains("IWriteProbe.", StringComparison.Ordinal) ? ", IWriteProbe" : "";
        var contract = Contract.Where(member => !members.Contains(" " + member.Name, StringComparison.Ordinal)).Select(member => "    " + member.Code);
        return $$"""
            using System.IO;
            using System.Linq;
            using System.Net.Http;
            using System.Runtime.CompilerServices;
            {{SampleDriver.Usings}}
            /// <summary>Tickets of a helpdesk.</summary>
            {{attributes}}
            [DriverError("declared_code")]
            public sealed class HelpdeskDriver : IDriver
            {
                public ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken) =>
                    new(new HelpdeskClient(new HttpClient(context.CreateHttpHandler()), context));
            }

            public sealed partial class HelpdeskClient(HttpClient http, DriverContext context) : IDriverClient{{interfaces}}
            {
                public RecordSchema Schema { get; } = new([]);
                public DriverContext Context => context;

            {{string.Join("\n", contract)}}

                private static DriverException Nothing() => new(DriverErrorCode.Unsupported, "There is nothing here. Use another.");
                private Task<Page> FetchAsync(int number, CancellationToken cancellationToken) => Task.FromResult(new Page([], null));
                private Task<Page> FetchAsync(string? cursor, CancellationToken cancellationToken) => Task.FromResult(new Page([], null));
                private RecordPage ToPage(IReadOnlyList<string> rows, StopReason? stopReason = null) => RecordPage.Empty(Schema, stopReason);
                private sealed record Page(IReadOnlyList<string> Rows, string? Next);

            {{members}}
            }

            {{types}}
            """;
    }
}
