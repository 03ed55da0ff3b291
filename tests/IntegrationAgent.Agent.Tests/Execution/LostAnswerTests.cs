using System.Text.Json;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Tests.DriverHosts;
using IntegrationAgent.Agent.Tests.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Tests.Execution;

/// <summary>Inserts have no key to repeat them by: real driver processes lose the answer, and the ledger finds out what became of the write.</summary>
public sealed class LostAnswerTests : HostFixture, IAsyncLifetime
{
    private const string All = "0,1,2,3,4,5,6,7,8,9";
    private readonly TemporaryWorkspace state = new();
    private IStateStore store = null!;
    private RunRecord run = null!;
    private RunLease lease = null!;

    public async ValueTask InitializeAsync()
    {
        store = await state.OpenAsync();
        run = await store.CreateRunAsync();
        lease = await store.Runs.ClaimAsync(run.Id, "one", StateSamples.Lease, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        state.Dispose();
        Dispose();
    }

    [Theory]
    [InlineData("applied", "1", "probe")]
    [InlineData("absent", "2", "repeat")]
    [InlineData("half", "2", "repeat")]
    [InlineData("unsure", "2", "repeat")]
    public async Task What_was_applied_is_acknowledged_and_only_what_is_absent_is_sent_again(string target, string writes, string knownBy)
    {
        await using var connection = await OpenAsync(Driver);

        var reply = await WriteAsync(connection, target);

        Assert.Equal(10, reply.Created);
        Assert.Equal(All, await AskAsync(connection, "rows"));
        Assert.Equal(writes, await AskAsync(connection, "writes"));
        Assert.Equal(EffectStatus.Acknowledged, Assert.Single(await store.Effects.ListAsync(run.Id, Token)).Status);
        Assert.Equal(10, (await store.Runs.FindAsync(run.Id, Token))!.Counts.Created);
        var events = await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.Effect }, Token);
        Assert.Equal(knownBy, events[^1].Event.Data["knownBy"]);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("unclear")]
    public async Task What_was_changed_since_or_cannot_be_told_needs_a_person(string target)
    {
        await using var connection = await OpenAsync(Driver);

        var exception = await Assert.ThrowsAsync<AgentException>(() => WriteAsync(connection, target));

        Assert.Equal(("E-RUN-IN-DOUBT", ExitCode.Incomplete), (exception.Code, exception.ExitCode));
        Assert.Equal(RunState.NeedsHuman, RunOutcome.From(exception, overtime: false, cancelled: false).State);
        await AssertInDoubtAsync(connection);
    }

    [Fact]
    public async Task Driver_that_cannot_probe_is_never_sent_the_same_again()
    {
        await using var connection = await OpenAsync(Driver, ("mode", "dumb"));
        await Assert.ThrowsAsync<DriverException>(() => WriteAsync(connection, "applied"));
        await AssertInDoubtAsync(connection);
        await ResumeAsync();

        var exception = await Assert.ThrowsAsync<AgentException>(() => WriteAsync(connection, "applied"));

        Assert.Equal("E-RUN-IN-DOUBT", exception.Code);
        await AssertInDoubtAsync(connection);
    }

    [Fact]
    public async Task After_a_resume_the_batch_in_doubt_is_probed_and_not_sent_again()
    {
        await using var connection = await OpenAsync(Driver);
        await Assert.ThrowsAsync<DriverException>(() => WriteAsync(connection, "later"));
        await AssertInDoubtAsync(connection);
        await ResumeAsync();

        var reply = await WriteAsync(connection, "later");

        Assert.Equal(10, reply.Created);
        Assert.Equal((All, "1"), (await AskAsync(connection, "rows"), await AskAsync(connection, "writes")));
        Assert.Equal(EffectStatus.Acknowledged, Assert.Single(await store.Effects.ListAsync(run.Id, Token)).Status);
    }

    [Fact]
    public async Task After_a_resume_other_records_in_the_place_of_a_batch_in_doubt_need_a_person()
    {
        await using var connection = await OpenAsync(Driver);
        await Assert.ThrowsAsync<DriverException>(() => WriteAsync(connection, "later"));
        await ResumeAsync();

        var exception = await Assert.ThrowsAsync<AgentException>(() => WriteAsync(connection, "later", from: 5));

        Assert.Equal("E-RUN-IN-DOUBT", exception.Code);
        await AssertInDoubtAsync(connection);
    }

    [Fact]
    public async Task After_a_resume_an_acknowledged_insert_is_not_sent_again_and_other_records_in_its_place_need_a_person()
    {
        await using var connection = await OpenAsync(Driver);
        await WriteAsync(connection, "kept");
        await ResumeAsync();
        await WriteAsync(connection, "kept");
        Assert.Equal("1", await AskAsync(connection, "writes"));

        await Assert.ThrowsAsync<AgentException>(() => WriteAsync(connection, "kept", from: 5));

        Assert.Equal("1", await AskAsync(connection, "writes"));
    }

    [Fact]
    public async Task After_a_resume_other_records_in_the_place_of_an_acknowledged_upsert_are_sent()
    {
        await using var connection = await OpenAsync(Driver);
        var query = new ScriptQueryBody { Connection = "crm", Query = new QueryRequest { Object = "source", Fields = ["n"] }, Step = 0 };
        await WriteAsync(connection, "kept", mode: WriteMode.Upsert, source: new SourceStep(0, query, null, new StepPosition()));
        await ResumeAsync();

        // The source has changed since the checkpoint: what comes now was never sent.
        await WriteAsync(connection, "kept", from: 10, mode: WriteMode.Upsert, source: new SourceStep(0, query, null, new StepPosition { Pages = 1 }));

        Assert.Equal(All + ",10,11,12,13,14,15,16,17,18,19", await AskAsync(connection, "rows"));
        var entries = await store.Effects.ListAsync(run.Id, Token);
        Assert.Equal([0L, 1L], entries.Select(entry => entry.Intent.Key.BatchNumber));
        Assert.All(entries, entry => Assert.Equal(EffectStatus.Acknowledged, entry.Status));
    }

    [Theory]
    [InlineData("poison", WriteMode.Insert, "invalid_value")]
    [InlineData("poison", WriteMode.Upsert, "invalid_value")]
    [InlineData("breaks", WriteMode.Upsert, "unknown")]
    public async Task A_page_that_is_refused_for_some_record_is_halved_until_that_record_stands_alone(string target, WriteMode mode, string code)
    {
        await using var connection = await OpenAsync(Driver);

        var reply = await WriteAsync(connection, target, mode: mode);

        Assert.Equal((8, 2), (reply.Created, reply.Quarantined));
        Assert.Equal("0,1,2,4,5,6,8,9", await AskAsync(connection, "rows"));
        var set = await store.Quarantine.ListOpenAsync(StateSamples.Series, 10, Token);
        Assert.Equal([code, code], set.Select(entry => entry.Record.Code));
        if (mode == WriteMode.Upsert)
            Assert.Equal(["3", "7"], set.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Record.Key.Span)));
        Assert.All(set, entry => Assert.False(entry.Record.Payload.IsEmpty));
        Assert.Equal(EffectStatus.Acknowledged, Assert.Single(await store.Effects.ListAsync(run.Id, Token)).Status);
    }

    [Fact]
    public async Task A_target_that_refuses_every_record_stops_the_run_and_sets_none_aside()
    {
        await using var connection = await OpenAsync(Driver);

        var exception = await Assert.ThrowsAsync<DriverException>(() => WriteAsync(connection, "allpoison", mode: WriteMode.Upsert, count: 200));

        Assert.Equal(DriverErrorCode.InvalidValue, exception.Code);
        Assert.True(int.Parse(await AskAsync(connection, "writes"), System.Globalization.CultureInfo.InvariantCulture) < 100);
        Assert.Empty(await store.Quarantine.ListOpenAsync(StateSamples.Series, 10, Token));
    }

    private HostedDriver Driver => ForgetfulDriver.Install(Path.Combine(Store, "forgetful"));

    private async Task<ScriptWriteReply> WriteAsync(DriverConnection connection, string target, int from = 0, WriteMode mode = WriteMode.Insert, SourceStep? source = null, int count = 10)
    {
        IReadOnlyList<string> key = mode == WriteMode.Insert ? [] : ["n"];
        var verb = EffectVerbs.Of(mode);
        var session = new LedgerSession(store, lease, (await store.Runs.FindAsync(run.Id, Token))!, TimeProvider.System, NoFaults.Instance, onProgress: null);
        var sink = new LedgerSink(
            new Dictionary<string, IDriverConnection> { ["crm"] = connection },
            new PermissionSet([new Effect { Connection = "crm", Object = target, Verb = verb, Fields = ["n"], KeyFields = key }]),
            session,
            new Envelope { MaxCreates = 1_000, MaxUpdates = 1_000, MaxDeletes = 0, MaxCalls = 1_000, MaxSeconds = 60 });
        using var writer = new RecordPageWriter(new RecordSchema([new RecordField { Name = "n", Type = FieldType.Int64 }]));
        for (var n = from; n < from + count; n++)
        {
            writer.BeginRecord();
            writer.WriteInt64(n);
            writer.EndRecord();
        }

        using var page = writer.ToPage();
        var body = new ScriptWriteBody { Connection = "crm", Object = target, Mode = mode, KeyFields = key, Step = 0, SourceStep = source?.Step };
        return await sink.WriteAsync(WirePage.FromRecords(page), body, source, Token);
    }

    private async Task ResumeAsync()
    {
        await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Incomplete, Code = "timeout", Message = "lost" }, Token);
        lease = await store.Runs.ClaimAsync(run.Id, "two", StateSamples.Lease, Token);
    }

    private async Task AssertInDoubtAsync(DriverConnection connection)
    {
        Assert.Equal((All, "1"), (await AskAsync(connection, "rows"), await AskAsync(connection, "writes")));
        Assert.Equal(EffectStatus.InDoubt, Assert.Single(await store.Effects.ListAsync(run.Id, Token)).Status);
    }

    private static async Task<string> AskAsync(DriverConnection connection, string question) =>
        (await connection.InvokeOperationAsync(question, JsonSerializer.SerializeToElement(""), Token)).GetString()!;
}
