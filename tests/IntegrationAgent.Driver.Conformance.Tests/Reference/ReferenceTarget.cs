using System.Net;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

internal sealed class ReferenceTarget(ReferenceServer server) : ConformanceTarget
{
    private static readonly Dictionary<string, string> Good = new() { ["REF_CLIENT_ID"] = ReferenceServer.ClientId, ["REF_CLIENT_SECRET"] = ReferenceServer.ClientSecret };

    public override ConnectionSettings Settings { get; } = new([new("url", server.Url)]);

    public override IReadOnlyDictionary<string, string> Credentials => Good;

    public override IReadOnlyList<RefusedConnection> Refused =>
    [
        new() { Name = "an unknown client", Credentials = With("REF_CLIENT_ID", "app-unknown") },
        new() { Name = "a wrong secret", Credentials = With("REF_CLIENT_SECRET", "wr0ng-secret-value") },
    ];

    public override IReadOnlyList<MissingScope> MissingScopes =>
    [
        new() { Scope = "tickets.read", Credentials = With("REF_CLIENT_ID", "app-no-read") },
        new() { Scope = "tickets.write", Credentials = With("REF_CLIENT_ID", "app-no-write"), ForWrites = true },
    ];

    public override IReadOnlyList<ConformanceFault> Faults =>
    [
        new() { Name = "the daily quota is used up", Status = HttpStatusCode.Forbidden, Body = """{"code":"quota_exceeded"}""", Code = DriverErrorCode.QuotaExhausted, Retry = RetryAdvice.AfterQuotaReset, Scope = ErrorScope.Connection },
        new() { Name = "the cursor is gone", Status = HttpStatusCode.Gone, Body = """{"code":"cursor_gone"}""", Code = DriverErrorCode.CursorExpired, Retry = RetryAdvice.Never },
        new() { Name = "an error under status 200", Status = HttpStatusCode.OK, Body = """{"code":"internal"}""", Code = DriverErrorCode.Unavailable, Retry = RetryAdvice.After },
        new() { Name = "a locked object", Status = HttpStatusCode.Conflict, Body = """{"code":"locked"}""", Moment = FaultMoment.Write, Code = DriverErrorCode.Conflict, Retry = RetryAdvice.After },
    ];

    public override ValueTask<IReadOnlyList<ConformanceRow>> SnapshotAsync(CancellationToken cancellationToken) => ValueTask.FromResult(server.Rows);

    public override ValueTask PutAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        server.Put(rows, counts: true);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DeleteAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        server.Delete(rows.Select(row => row.Key(["id"])));
        return ValueTask.CompletedTask;
    }

    public override ValueTask<long> CountMutationsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(server.Mutations);

    public override ValueTask<string?> AddFieldAsync(ConformanceField field, CancellationToken cancellationToken)
    {
        server.AddField(field);
        return ValueTask.FromResult<string?>(field.Name);
    }

    public override ValueTask<bool> ExpireSessionsAsync(CancellationToken cancellationToken)
    {
        server.ExpireSessions();
        return ValueTask.FromResult(true);
    }

    public override ValueTask DisposeAsync() => server.DisposeAsync();

    private static Dictionary<string, string> With(string name, string value) => new(Good) { [name] = value };
}
