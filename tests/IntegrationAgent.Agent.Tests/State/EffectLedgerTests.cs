using System.Text;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Testing;
using Microsoft.Extensions.Time.Testing;
using static IntegrationAgent.Agent.Tests.State.StateSamples;

namespace IntegrationAgent.Agent.Tests.State;

public abstract class EffectLedgerTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private static readonly EffectKey First = new("s1", 0);

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
    public async Task An_answer_keeps_checkpoint_counts_quarantine_and_event_together()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        var bad = new QuarantinedRecord { Key = "ada"u8.ToArray(), Code = "invalid_value", Field = "email", Reason = "is longer than 80 characters", Payload = "{}"u8.ToArray() };

        await store.Effects.AcknowledgeAsync(lease, First, Answer("1", 1, bad), Token);

        var run = await store.Runs.FindAsync(lease.RunId, Token);
        Assert.Equal(new RunCounts { Read = 2, Created = 1, Quarantined = 1 }, run!.Counts);
        Assert.True(run.Counts.AddsUp);
        Assert.Equal("1", Assert.Single(await store.Runs.CheckpointsAsync(lease.RunId, Token)).Position);
        var waiting = Assert.Single(await store.Quarantine.ListOpenAsync(Series, 10, Token));
        Assert.Equal("ada", Encoding.UTF8.GetString(waiting.Record.Key.Span));
        Assert.Equal("email", waiting.Record.Field);
        var events = await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.Effect }, Token);
        Assert.Equal([AuditPhase.Intended, AuditPhase.Done], events.Select(one => one.Event.Phase));
        Assert.Single(events.Select(one => one.Event.Pair).Distinct());
        Assert.Equal("o1", events[1].Event.Data["outcome"]);
    }

    [Fact]
    public async Task An_answer_that_miscounts_its_quarantine_is_misuse()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        var answer = new EffectAcknowledgement { Counts = new RunCounts { Read = 2, Created = 1, Quarantined = 1 }, OutcomeDigest = "o" };

        await Assert.ThrowsAsync<ArgumentException>(() => store.Effects.AcknowledgeAsync(lease, First, answer, Token));
    }

    [Fact]
    public async Task The_same_answer_twice_counts_once()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        await store.Effects.AcknowledgeAsync(lease, First, Answer(), Token);

        await store.Effects.AcknowledgeAsync(lease, First, Answer(), Token);

        Assert.Equal(2, (await store.Runs.FindAsync(lease.RunId, Token))!.Counts.Created);
        await RefusedAsync(StateErrorCodes.EffectUnknown, () => store.Effects.AcknowledgeAsync(lease, First, Answer("2"), Token));
    }

    [Fact]
    public async Task A_batch_that_was_answered_is_not_begun_again_after_a_resume()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        await store.Effects.AcknowledgeAsync(lease, First, Answer(), Token);
        var again = await ResumeAsync(store, lease);

        var entry = await store.Effects.BeginAsync(again, Intent(), Token);

        Assert.Equal(EffectStatus.Acknowledged, entry.Status);
        Assert.Equal(1, entry.Attempt);
    }

    [Fact]
    public async Task A_batch_without_answer_is_in_doubt_after_a_resume_with_its_keys()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        await store.Effects.SetHandleAsync(lease, First, "7505g00000A", Token);
        var again = await ResumeAsync(store, lease);

        var doubtful = Assert.Single(await store.Effects.InDoubtAsync(again.RunId, Token));
        var begun = await store.Effects.BeginAsync(again, Intent(digest: "d1"), Token);

        Assert.Equal("7505g00000A", doubtful.Handle);
        Assert.Equal("[\"ada@example.org\",\"bob@example.org\"]", Encoding.UTF8.GetString(doubtful.Intent.Keys.Span));
        Assert.Equal(EffectStatus.InDoubt, begun.Status);
        Assert.Equal("d0", begun.Intent.IntentDigest);
    }

    [Fact]
    public async Task A_doubtful_batch_can_be_repeated_then_answered()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        var again = await ResumeAsync(store, lease);

        var repeated = await store.Effects.RepeatAsync(again, Intent(digest: "d1"), "keyed upsert", Token);
        await store.Effects.AcknowledgeAsync(again, First, Answer(), Token);

        Assert.Equal((EffectStatus.Intended, 2, "d1"), (repeated.Status, repeated.Attempt, repeated.Intent.IntentDigest));
        Assert.Empty(await store.Effects.InDoubtAsync(null, Token));
    }

    [Fact]
    public async Task A_probe_can_answer_a_doubtful_batch_without_sending_it()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        var again = await ResumeAsync(store, lease);
        var probed = new EffectAcknowledgement { Counts = new RunCounts { Read = 2, Created = 2 }, OutcomeDigest = "o", KnownBy = "probe" };

        await store.Effects.AcknowledgeAsync(again, First, probed, Token);

        var entry = Assert.Single(await store.Effects.ListAsync(again.RunId, Token));
        Assert.Equal((EffectStatus.Acknowledged, 1), (entry.Status, entry.Attempt));
    }

    [Fact]
    public async Task Only_a_doubtful_batch_can_be_repeated()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);

        await RefusedAsync(StateErrorCodes.EffectUnknown, () => store.Effects.RepeatAsync(lease, Intent(), "again", Token));
        await RefusedAsync(StateErrorCodes.EffectUnknown, () => store.Effects.RepeatAsync(lease, Intent(5), "again", Token));
    }

    [Fact]
    public async Task A_refused_batch_is_begun_anew()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);
        await store.Effects.FailAsync(lease, First, "conflict", "two batches met", Token);

        var begun = await store.Effects.BeginAsync(lease, Intent(digest: "d1"), Token);

        Assert.Equal((EffectStatus.Intended, 2, ""), (begun.Status, begun.Attempt, begun.Code));
    }

    [Fact]
    public async Task Keys_and_quarantined_records_stand_nowhere_in_plain_text()
    {
        await using (var store = await workspace.OpenAsync(time))
        {
            var lease = await store.ClaimNewAsync();
            await store.Effects.BeginAsync(lease, Intent(keys: "key-canary"u8.ToArray()), Token);
            var bad = new QuarantinedRecord { Key = "quarantine-canary"u8.ToArray(), Code = "c", Reason = "r", Payload = "payload-canary"u8.ToArray() };
            await store.Effects.AcknowledgeAsync(lease, First, Answer("1", 1, bad), Token);
            await store.Discovery.PutAsync("salesforce", "Lead", "e1", "schema-canary"u8.ToArray(), TimeSpan.FromHours(1), Token);
            await store.Results.PutAsync("discovery", "result-canary"u8.ToArray(), TimeSpan.FromHours(1), Token);
        }

        foreach (var file in Directory.EnumerateFiles(workspace.Paths.Private, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("canary", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shredding_a_runs_key_loses_its_keys_and_leaves_the_ledger()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Effects.BeginAsync(lease, Intent(), Token);

        Assert.True(await store.PersonalData.ShredAsync("run:" + lease.RunId, "user", Token));

        var entry = Assert.Single(await store.Effects.ListAsync(lease.RunId, Token));
        Assert.True(entry.Intent.Keys.IsEmpty);
        Assert.Equal("d0", entry.Intent.IntentDigest);
        Assert.False(await store.PersonalData.ShredAsync("run:" + lease.RunId, "user", Token));
    }

    [Fact]
    public async Task A_quarantined_record_is_resolved_once()
    {
        await using var store = await workspace.OpenAsync(time);
        var lease = await store.ClaimNewAsync();
        await store.Quarantine.AddAsync(lease, First, [new QuarantinedRecord { Key = "k"u8.ToArray(), Code = "c", Reason = "r" }], Token);
        var id = Assert.Single(await store.Quarantine.ListOpenAsync(Series, 10, Token)).Id;

        Assert.Equal(1, await store.Quarantine.ResolveAsync([id], "retried", "user", Token));
        Assert.Equal(0, await store.Quarantine.ResolveAsync([id], "given-up", "user", Token));
        Assert.Empty(await store.Quarantine.ListOpenAsync(Series, 10, Token));
        Assert.Equal(1, (await store.Runs.FindAsync(lease.RunId, Token))!.Counts.Quarantined);
    }

    [Fact]
    public async Task Kept_values_expire_and_are_bound_to_their_place()
    {
        await using var store = await workspace.OpenAsync(time);
        await store.Discovery.PutAsync("salesforce", "Lead", "e1", "x"u8.ToArray(), TimeSpan.FromHours(1), Token);
        await store.Discovery.PutAsync("salesforce", "Account", "e1", "y"u8.ToArray(), TimeSpan.FromHours(1), Token);
        var result = await store.Results.PutAsync("discovery", "z"u8.ToArray(), TimeSpan.FromHours(1), Token);

        Assert.Equal("x"u8.ToArray(), await store.Discovery.GetAsync("salesforce", "Lead", "e1", Token));
        Assert.Null(await store.Discovery.GetAsync("salesforce", "Lead", "e2", Token));
        Assert.Equal("z"u8.ToArray(), await store.Results.GetAsync(result, Token));
        workspace.Edit("UPDATE discovery SET value = (SELECT value FROM discovery WHERE name = 'Account') WHERE name = 'Lead'");
        Assert.Null(await store.Discovery.GetAsync("salesforce", "Lead", null, Token));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await store.Discovery.GetAsync("salesforce", "Account", null, Token));
        Assert.Null(await store.Results.GetAsync(result, Token));
        Assert.Equal(3, await store.Results.PruneAsync(Token));
    }

    [Fact]
    public async Task A_second_delivery_gets_the_first_ones_answer_until_it_expires()
    {
        await using var store = await workspace.OpenAsync(time);

        Assert.Equal("run-1", await store.Idempotency.RememberAsync("trigger", "k", "run-1", TimeSpan.FromHours(1), Token));
        Assert.Equal("run-1", await store.Idempotency.RememberAsync("trigger", "k", "run-2", TimeSpan.FromHours(1), Token));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("run-3", await store.Idempotency.RememberAsync("trigger", "k", "run-3", TimeSpan.FromHours(1), Token));
    }

    private async Task<RunLease> ResumeAsync(IStateStore store, RunLease lease)
    {
        time.Advance(Lease);
        return await store.Runs.ClaimAsync(lease.RunId, "two", Lease, Token);
    }
}

/// <summary>Over a workspace's own database.</summary>
public sealed class SqliteEffectLedgerTests() : EffectLedgerTests(null);

/// <summary>Over a real PostgreSQL server.</summary>
public sealed class PostgresEffectLedgerTests(PostgresFixture postgres) : EffectLedgerTests(postgres);
