using System.Security.Cryptography;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Tests.DriverHosts;

namespace IntegrationAgent.Agent.Tests.Execution;

/// <summary>
/// A driver that loses the answer to its first write; the object's name says what had happened by then. The operation <c>rows</c> tells what it really holds,
/// <c>writes</c> how often it was told to write.
/// </summary>
internal static class ForgetfulDriver
{
    private const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Runtime.CompilerServices;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;
        using IntegrationAgent.Driver;

        public sealed class ForgettingDriver : IDriver
        {
            public ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken ct) =>
                new(settings.GetOptional("mode") == "dumb" ? new DumbClient() : new KnowingClient());
        }

        public class DumbClient : IDriverClient, IDriverOperations, IRecordWriter
        {
            protected readonly List<long> Rows = [];
            private int writes;
            private int calls;

            public Task<ConnectionCheck> CheckAsync(CancellationToken ct) => Task.FromResult(new ConnectionCheck { System = "memory", ApiVersion = "1", Identity = "me" });
            public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken ct) => throw new NotSupportedException();
            public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken ct) => throw new NotSupportedException();
            public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken ct) => throw new NotSupportedException();
            public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken ct) { await Task.Yield(); throw new NotSupportedException(); yield break; }
            public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken ct) => new(new RateLimitStatus { CallsMade = calls });
            public ValueTask DisposeAsync() => default;

            public Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken ct)
            {
                calls++;
                var sent = Enumerable.Range(0, request.Records.Count).Select(row => request.Records[row].GetInt64(0).Value).ToList();
                var first = writes++ == 0;
                if (request.Object is "poison" or "breaks" or "allpoison" && sent.Any(n => n == 7 || n == 3 || request.Object == "allpoison"))
                    throw request.Object == "breaks" ? new InvalidOperationException("boom") : new DriverException(DriverErrorCode.InvalidValue, "A value is not for this system.") { Scope = ErrorScope.Record };
                var applied = !first || request.Object is "applied" or "changed" or "unclear" or "later" or "kept" or "poison" or "breaks" ? sent : request.Object is "half" or "unsure" ? sent.Where(n => n % 2 == 0).ToList() : [];
                Rows.AddRange(applied);
                if (!first || request.Object is "kept" or "poison" or "breaks")
                    return Task.FromResult(new WriteResponse { Outcomes = [.. sent.Select(_ => WriteOutcome.Created())], Calls = 1 });
                if (request.Object == "unsure")
                    return Task.FromResult(new WriteResponse { Outcomes = [.. sent.Select(n => n % 4 == 0 ? WriteOutcome.Created() : WriteOutcome.Unknown(new DriverError { Code = DriverErrorCode.Timeout, Message = "No answer." }))], Calls = 1 });
                throw new DriverException(DriverErrorCode.Timeout, "The answer was lost.") { Retry = RetryAdvice.After };
            }

            public Task<JsonElement> InvokeOperationAsync(string operation, JsonElement arguments, CancellationToken ct) =>
                Task.FromResult(JsonSerializer.SerializeToElement(operation == "rows" ? string.Join(",", Rows.Order()) : writes.ToString()));
        }

        public sealed class KnowingClient : DumbClient, IWriteProbe
        {
            private int probes;

            public Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken ct)
            {
                if (request.Write.Object == "later" && probes++ == 0)
                    throw new DriverException(DriverErrorCode.ConnectionFailed, "Not now.") { Retry = RetryAdvice.After };
                return Task.FromResult(new ProbeResponse
                {
                    Results = [.. Enumerable.Range(0, request.Write.Records.Count).Select(row => request.Write.Object switch
                    {
                        "changed" => ProbeResult.Superseded,
                        "unclear" => ProbeResult.Unknown,
                        _ => Rows.Contains(request.Write.Records[row].GetInt64(0).Value) ? ProbeResult.Applied : ProbeResult.Absent,
                    })],
                });
            }
        }
        """;

    private static readonly Lazy<byte[]> Assembly = new(() => ProbeDriver.Compile("Forgetting", Source));

    public static HostedDriver Install(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "Forgetting.dll");
        File.WriteAllBytes(path, Assembly.Value);
        const string Manifest = """
            {"id":"forgetful","driverType":"ForgettingDriver","contractVersion":"1.0","egress":[],"auth":[],"settings":[{"name":"mode","kind":"text","required":false}],"credentials":[]}
            """;
        return HostedDriver.FromManifest(path, new Dictionary<string, string> { [path] = Convert.ToHexStringLower(SHA256.HashData(Assembly.Value)) }, Manifest);
    }
}
