using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Testing;
using Microsoft.Extensions.Time.Testing;
using static IntegrationAgent.Agent.Tests.State.StateSamples;

namespace IntegrationAgent.Agent.Tests.State;

public abstract class RunStoreTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private TemporaryWorkspace workspace = null!;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public async ValueTask InitializeAsync() => workspace = await TemporaryWorkspace.CreateAsync(postgres);

    public ValueTask DisposeAsync()
    {
        workspace?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_run_keeps_its_logical_time_and_seed_over_a_resume()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Incomplete, Code = "E-RUN-SOURCE" }, Token);
        time.Advance(TimeSpan.FromDays(2));

        var again = await store.Runs.ClaimAsync(lease.RunId, "two", Lease, Token);

        var run = await store.Runs.FindAsync(lease.RunId, Token);
        Assert.Equal(time.Start, run!.Now);
        Assert.Equal(7, run.Seed);
        Assert.Equal(2, again.Attempt);
        Assert.Equal(RunState.Running, run.State);
        Assert.Null(run.Code);
    }

    [Fact]
    public async Task A_held_run_cannot_be_claimed_until_its_lease_has_passed()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();

        time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        await RefusedAsync(StateErrorCodes.Busy, () => store.Runs.ClaimAsync(lease.RunId, "two", Lease, Token));
        time.Advance(TimeSpan.FromMilliseconds(1));
        var taken = await store.Runs.ClaimAsync(lease.RunId, "two", Lease, Token);

        Assert.True(taken.Fence > lease.Fence);
    }

    [Fact]
    public async Task Every_write_under_a_lost_lease_is_refused_and_changes_nothing()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        time.Advance(Lease);
        await store.Runs.ClaimAsync(lease.RunId, "two", Lease, Token);
        var before = (await store.Audit.ReadAsync(new AuditQuery(), Token)).Count;

        Func<Task>[] writes =
        [
            () => store.Runs.RenewAsync(lease, Lease, Token),
            () => store.Runs.SaveCheckpointAsync(lease, new RunCheckpoint { Step = "s1", Position = "9" }, new RunCounts(), Token),
            () => store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Succeeded }, Token),
            () => store.Effects.BeginAsync(lease, Intent(1), Token),
            () => store.Effects.RepeatAsync(lease, Intent(), "again", Token),
            () => store.Effects.SetHandleAsync(lease, new EffectKey("s1", 0), "750x", Token),
            () => store.Effects.AcknowledgeAsync(lease, new EffectKey("s1", 0), Answer(), Token),
            () => store.Effects.FailAsync(lease, new EffectKey("s1", 0), "conflict", "no", Token),
            () => store.Effects.MarkInDoubtAsync(lease, new EffectKey("s1", 0), Token),
            () => store.Quarantine.AddAsync(lease, new EffectKey("s1", 0), [new QuarantinedRecord { Key = "k"u8.ToArray(), Code = "c", Reason = "r" }], Token),
        ];
        foreach (var write in writes)
            await RefusedAsync(StateErrorCodes.LeaseLost, write);

        Assert.Equal(before, (await store.Audit.ReadAsync(new AuditQuery(), Token)).Count);
        Assert.Empty(await store.Runs.CheckpointsAsync(lease.RunId, Token));
        Assert.Equal(EffectStatus.InDoubt, Assert.Single(await store.Effects.ListAsync(lease.RunId, Token)).Status);
    }

    [Fact]
    public async Task A_heartbeat_keeps_the_lease()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();

        for (var beat = 0; beat < 10; beat++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            lease = await store.Runs.RenewAsync(lease, Lease, Token);
        }

        await RefusedAsync(StateErrorCodes.Busy, () => store.Runs.ClaimAsync(lease.RunId, "two", Lease, Token));
    }

    [Fact]
    public async Task A_lease_that_passed_and_that_nobody_took_can_be_renewed()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        time.Advance(TimeSpan.FromHours(1));

        var renewed = await store.Runs.RenewAsync(lease, Lease, Token);

        Assert.Equal(lease.Fence, renewed.Fence);
    }

    [Fact]
    public async Task Two_runs_of_a_series_are_never_held_at_once()
    {
        await using var store = await workspace.OpenAsync(time);
        var first = await store.ClaimNewAsync();
        var second = await store.CreateRunAsync();

        await RefusedAsync(StateErrorCodes.Busy, () => store.Runs.ClaimAsync(second.Id, "two", Lease, Token));
        time.Advance(Lease);
        await store.Runs.ClaimAsync(second.Id, "two", Lease, Token);

        await RefusedAsync(StateErrorCodes.LeaseLost, () => store.Effects.BeginAsync(first, Intent(), Token));
        Assert.Equal(RunState.Incomplete, (await store.Runs.FindAsync(first.RunId, Token))!.State);
        Assert.Single(await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.RunEnded, Subject = first.RunId }, Token));
    }

    [Fact]
    public async Task A_worker_takes_the_oldest_waiting_run_whose_series_is_free()
    {
        await using var store = await workspace.OpenAsync(time);
        await store.ClaimNewAsync();
        await store.CreateRunAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        var other = await store.CreateRunAsync("contacts");

        var claimed = await store.Runs.ClaimNextAsync("worker", Lease, Token);

        Assert.Equal(other.Id, claimed!.RunId);
        Assert.Null(await store.Runs.ClaimNextAsync("worker", Lease, Token));
    }

    [Fact]
    public async Task A_run_before_its_time_waits()
    {
        await using var store = await workspace.OpenAsync(time);
        await store.Runs.CreateAsync(new NewRun { Series = Series, SubjectHash = Subject, NotBefore = time.GetUtcNow().AddHours(1) }, Token);

        Assert.Null(await store.Runs.ClaimNextAsync("worker", Lease, Token));
        time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(await store.Runs.ClaimNextAsync("worker", Lease, Token));
    }

    [Fact]
    public async Task A_slot_has_one_run()
    {
        await using var store = await workspace.OpenAsync(time);
        await store.CreateRunAsync(slot: "2026-03-01T12:00Z");

        await RefusedAsync(StateErrorCodes.Slot, () => store.CreateRunAsync(slot: "2026-03-01T12:00Z"));

        Assert.Single(await store.Runs.ListAsync(new RunQuery(), Token));
    }

    [Theory]
    [InlineData(RunState.Succeeded)]
    [InlineData(RunState.CompletedWithErrors)]
    [InlineData(RunState.Anomaly)]
    [InlineData(RunState.Failed)]
    public async Task An_ended_run_cannot_be_claimed(RunState state)
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Runs.FinishAsync(lease, new RunEnd { State = state }, Token);

        await RefusedAsync(StateErrorCodes.RunEnded, () => store.Runs.ClaimAsync(lease.RunId, "two", Lease, Token));
    }

    [Fact]
    public async Task Finishing_twice_with_the_same_state_changes_nothing()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Succeeded }, Token);
        var before = (await store.Audit.ReadAsync(new AuditQuery(), Token)).Count;

        await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Succeeded }, Token);

        Assert.Equal(before, (await store.Audit.ReadAsync(new AuditQuery(), Token)).Count);
        await RefusedAsync(StateErrorCodes.LeaseLost, () => store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Failed }, Token));
    }

    [Fact]
    public async Task A_message_is_kept_without_the_secrets_in_it()
    {
        var scrubber = new Agent.Secrets.SecretScrubber();
        scrubber.Add("SF_TOKEN", "canary-secret-value");
        await using var store = await workspace.OpenAsync(options: new StateOptions { Scrubber = scrubber });
        var lease = await store.ClaimNewAsync();

        var run = await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Failed, Code = "E-X", Message = "refused canary-secret-value" }, Token);

        Assert.Equal("refused [secret SF_TOKEN]", run.Message);
    }

    [Theory]
    [InlineData(RunState.Succeeded, true)]
    [InlineData(RunState.CompletedWithErrors, true)]
    [InlineData(RunState.Anomaly, false)]
    [InlineData(RunState.Incomplete, false)]
    [InlineData(RunState.Failed, false)]
    public async Task Only_a_run_that_ends_well_hands_on_its_cursor(RunState state, bool hands)
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        await store.Effects.AcknowledgeAsync(lease, new EffectKey("s1", 0), Answer(), Token);

        await store.Runs.FinishAsync(lease, new RunEnd { State = state }, Token);

        Assert.Equal(hands, (await store.Runs.CursorsAsync(Series, Token)).ContainsKey("s1"));
    }

    [Fact]
    public async Task A_run_cannot_end_well_with_a_batch_in_doubt()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);

        await RefusedAsync(StateErrorCodes.Unresolved, () => store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Succeeded }, Token));

        Assert.Equal(RunState.Running, (await store.Runs.FindAsync(lease.RunId, Token))!.State);
    }

    [Fact]
    public async Task A_cancelled_run_takes_no_more_writes()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();

        await store.Runs.CancelAsync(lease.RunId, "ada", Token);

        await RefusedAsync(StateErrorCodes.LeaseLost, () => store.Effects.BeginAsync(lease, Intent(), Token));
        await RefusedAsync(StateErrorCodes.RunEnded, () => store.Runs.ClaimAsync(lease.RunId, "two", Lease, Token));
    }

    [Fact]
    public async Task A_run_of_a_newer_form_is_never_claimed()
    {
        await using var store = await workspace.OpenAsync(time);
        var run = await store.CreateRunAsync();
        workspace.Edit("UPDATE runs SET format = 2");

        await RefusedAsync(StateErrorCodes.RunFormat, () => store.Runs.ClaimAsync(run.Id, "one", Lease, Token));
        Assert.Null(await store.Runs.ClaimNextAsync("one", Lease, Token));
    }

    [Fact]
    public void Every_state_has_a_name_that_reads_back()
    {
        foreach (var state in Enum.GetValues<RunState>())
            Assert.Equal(state, RunStates.Parse(state.Name()));
        Assert.Throws<FormatException>(() => RunStates.Parse("done"));
    }
}

/// <summary>Over a workspace's own database.</summary>
public sealed class SqliteRunStoreTests() : RunStoreTests(null);

/// <summary>Over a real PostgreSQL server.</summary>
public sealed class PostgresRunStoreTests(PostgresFixture postgres) : RunStoreTests(postgres);
