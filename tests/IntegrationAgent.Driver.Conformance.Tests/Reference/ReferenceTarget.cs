using System.Net;
using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

internal sealed class ReferenceTarget(ReferenceServer server, IReadOnlyList<string> more, bool ownTransport, bool withoutHooks) : ConformanceTarget
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

    public override string NativeRead => "read tickets";

    public override string NativeReadByKey => "read tickets where id = :key";

    public override IReadOnlyList<string> NativeWrites { get; } = ["empty tickets"];

    public override IReadOnlyList<string> MoreObjects => more;

    public override IReadOnlyList<ConformanceOperation> Operations { get; } =
    [
        new() { Name = "count_tickets", ArgumentsAsync = static (_, _) => ValueTask.FromResult("""{"kind":"bug"}""") },
        new() { Name = "count_tickets", ArgumentsAsync = static (_, _) => ValueTask.FromResult("""{"kind":"idea","above":3}""") },
        new() { Name = "close_tickets", ArgumentsAsync = (_, _) => ValueTask.FromResult(JsonSerializer.Serialize(new { ids = server.Rows.Take(2).Select(row => row["id"].AsString()) })) },
    ];

    public override IReadOnlyList<ConformanceFault> Faults => withoutHooks ? [] : ownTransport ? Armed : Answers;

    private IReadOnlyList<ConformanceFault> Armed =>
    [
        new() { Name = "the system fails", Code = DriverErrorCode.Unavailable, Retry = RetryAdvice.After, ArmAsync = (_, _) => ValueTask.FromResult(server.Refuse()) },
        new() { Name = "a locked object", Moment = FaultMoment.Write, Code = DriverErrorCode.Conflict, Retry = RetryAdvice.After, ArmAsync = (_, _) => ValueTask.FromResult(server.Lock()) },
    ];

    private static IReadOnlyList<ConformanceFault> Answers =>
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

    public override ValueTask<bool> LoseNextWriteAnswerAsync(CancellationToken cancellationToken)
    {
        if (!withoutHooks)
            server.LoseNextWriteAnswer();
        return ValueTask.FromResult(!withoutHooks);
    }

    public override ValueTask DisposeAsync() => server.DisposeAsync();

    private static Dictionary<string, string> With(string name, string value) => new(Good) { [name] = value };
}
