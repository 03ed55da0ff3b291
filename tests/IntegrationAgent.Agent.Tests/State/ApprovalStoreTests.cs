using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Testing;
using Microsoft.Extensions.Time.Testing;
using static IntegrationAgent.Agent.Tests.State.StateSamples;

namespace IntegrationAgent.Agent.Tests.State;

public abstract class ApprovalStoreTests(PostgresFixture? postgres) : IAsyncLifetime
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
    public async Task An_approval_carries_its_run_once_and_a_resume_spends_nothing()
    {
        await using var store = await workspace.OpenAsync(time);
        var approval = await store.Approvals.DecideAsync(Decision(time.GetUtcNow()), Token);
        var run = await store.CreateRunAsync(approval: approval.Id);
        var lease = await store.Runs.ClaimAsync(run.Id, "one", Lease, Token);
        await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Incomplete }, Token);
        await store.Runs.ClaimAsync(run.Id, "two", Lease, Token);

        Assert.Equal(1, Assert.Single(await store.Approvals.ListAsync(Series, Token)).Spent);
        await RefusedAsync(StateErrorCodes.ApprovalSpent, () => store.CreateRunAsync(approval: approval.Id));
        Assert.Single(await store.Runs.ListAsync(new RunQuery(), Token));
    }

    [Fact]
    public async Task A_refusal_is_recorded()
    {
        await using var store = await workspace.OpenAsync(time);
        await store.Approvals.DecideAsync(Decision(time.GetUtcNow()), Token);

        await RefusedAsync(StateErrorCodes.ApprovalMismatch, () => store.Approvals.RequireAsync(Series, "other", Token));

        var denied = Assert.Single(await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.ApprovalMismatch }, Token));
        Assert.Equal(AuditPhase.Denied, denied.Event.Phase);
        Assert.Equal(StateErrorCodes.ApprovalMismatch, denied.Event.Data["code"]);
    }

    [Fact]
    public async Task What_was_not_approved_is_refused_with_the_reason()
    {
        await using var store = await workspace.OpenAsync(time);
        await RefusedAsync(StateErrorCodes.ApprovalMissing, () => store.Approvals.RequireAsync(Series, Subject, Token));

        var approval = await store.Approvals.DecideAsync(Decision(time.GetUtcNow()), Token);
        Assert.Equal(approval.Id, (await store.Approvals.RequireAsync(Series, Subject, Token)).Id);
        await RefusedAsync(StateErrorCodes.ApprovalMismatch, () => store.CreateRunAsync(approval: approval.Id, subject: "other"));
        await RefusedAsync(StateErrorCodes.ApprovalMismatch, () => store.CreateRunAsync("contacts", approval.Id));

        time.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(await store.Approvals.RequireAsync(Series, Subject, Token));
        time.Advance(TimeSpan.FromMilliseconds(1));
        await RefusedAsync(StateErrorCodes.ApprovalExpired, () => store.CreateRunAsync(approval: approval.Id));
        Assert.Empty(await store.Runs.ListAsync(new RunQuery(), Token));
    }

    [Fact]
    public async Task A_rejected_or_revoked_subject_does_not_run()
    {
        await using var store = await workspace.OpenAsync(time);
        await store.Approvals.DecideAsync(Decision(time.GetUtcNow(), approved: false, subject: "rejected"), Token);
        await RefusedAsync(StateErrorCodes.ApprovalRejected, () => store.Approvals.RequireAsync(Series, "rejected", Token));

        var approval = await store.Approvals.DecideAsync(Decision(time.GetUtcNow()), Token);
        await store.Approvals.RevokeAsync(approval.Id, "bob", Token);
        await RefusedAsync(StateErrorCodes.ApprovalRevoked, () => store.Approvals.RequireAsync(Series, Subject, Token));
    }

    [Theory]
    [InlineData("", StateErrorCodes.ApprovalReason)]
    [InlineData("   ok    ", StateErrorCodes.ApprovalReason)]
    public async Task An_approval_without_a_reason_is_refused(string reason, string code)
    {
        await using var store = await workspace.OpenAsync(time);

        await RefusedAsync(code, () => store.Approvals.DecideAsync(Decision(time.GetUtcNow(), reason: reason), Token));

        Assert.Empty(await store.Approvals.ListAsync(Series, Token));
    }

    [Theory]
    [InlineData("ada")]
    [InlineData(" ADA ")]
    public async Task Who_asked_cannot_approve_unless_the_workspace_is_single_user(string approver)
    {
        await using var store = await workspace.OpenAsync(time);

        await RefusedAsync(StateErrorCodes.ApprovalSelf, () => store.Approvals.DecideAsync(Decision(time.GetUtcNow(), approver: approver), Token));
        var single = await store.Approvals.DecideAsync(Decision(time.GetUtcNow(), approver: approver, singleUser: true), Token);

        Assert.True(single.SelfApproved);
    }

    [Fact]
    public async Task A_decision_after_its_time_or_that_could_carry_nothing_is_refused()
    {
        await using var store = await workspace.OpenAsync(time);
        var late = Decision(time.GetUtcNow().AddDays(-8));

        await RefusedAsync(StateErrorCodes.ApprovalLate, () => store.Approvals.DecideAsync(late, Token));
        await RefusedAsync(StateErrorCodes.ApprovalLimits, () => store.Approvals.DecideAsync(Decision(time.GetUtcNow(), runs: 0), Token));
    }

    [Theory]
    [InlineData("UPDATE approvals SET subject_hash = 'other'", "other")]
    [InlineData("UPDATE approvals SET max_runs = 1000", Subject)]
    [InlineData("UPDATE approvals SET execute_by = 99999999999999", Subject)]
    [InlineData("UPDATE approvals SET page_hash = 'x'", Subject)]
    public async Task An_approval_changed_in_the_database_carries_nothing(string edit, string subject)
    {
        await using var store = await workspace.OpenAsync(time);
        var approval = await store.Approvals.DecideAsync(Decision(time.GetUtcNow()), Token);

        workspace.Edit(edit);

        await RefusedAsync(StateErrorCodes.ApprovalSeal, () => store.CreateRunAsync(approval: approval.Id, subject: subject));
    }

    [Theory]
    [InlineData("UPDATE approvals SET spent = 0")]
    [InlineData("UPDATE approvals SET spent = 0; UPDATE runs SET approval_id = NULL")]
    public async Task A_count_that_was_set_back_does_not_bring_a_spent_approval_to_life(string edit)
    {
        await using var store = await workspace.OpenAsync(time);
        var approval = await store.Approvals.DecideAsync(Decision(time.GetUtcNow()), Token);
        await store.CreateRunAsync(approval: approval.Id);

        workspace.Edit(edit);

        await RefusedAsync(StateErrorCodes.ApprovalSpent, () => store.CreateRunAsync(approval: approval.Id));
    }

    [Fact]
    public async Task Names_and_reason_are_read_until_their_key_is_shredded()
    {
        await using var store = await workspace.OpenAsync(time);
        var approval = await store.Approvals.DecideAsync(Decision(time.GetUtcNow(), runs: 2), Token);
        Assert.Equal(("ada", "bob", "checked with the sales team"), (approval.Requester, approval.Approver, approval.Reason));

        await store.PersonalData.ShredAsync("approval:" + approval.Id, "user", Token);

        var shredded = Assert.Single(await store.Approvals.ListAsync(Series, Token));
        Assert.Equal((null, null, null), (shredded.Requester, shredded.Approver, shredded.Reason));
        await store.CreateRunAsync(approval: approval.Id);
        Assert.True((await store.Audit.VerifyAsync(Token)).IsWhole);
    }

    [Fact]
    public async Task Of_many_processes_that_spend_one_approval_at_once_one_gets_a_run()
    {
        string approval;
        await using (var store = await workspace.OpenAsync())
            approval = (await store.Approvals.DecideAsync(Decision(TimeProvider.System.GetUtcNow(), runs: 2), Token)).Id;

        var workers = Enumerable.Range(0, 6).Select(_ => StateWorkerProcess.Start(workspace, null, "spend", Series, approval, Subject)).ToArray();
        var ends = await Task.WhenAll(workers.Select(worker => worker.EndAsync()));

        Assert.Equal(2, ends.Count(end => end.ExitCode == 0));
        Assert.Equal(4, ends.Count(end => end.Output == StateErrorCodes.ApprovalSpent));
        await using var after = await workspace.OpenAsync();
        Assert.Equal(2, (await after.Runs.ListAsync(new RunQuery(), Token)).Count);
        Assert.True((await after.Audit.VerifyAsync(Token)).IsWhole);
    }

    [Theory]
    [InlineData("during-spend=kill", 0)]
    [InlineData("run-created=kill", 1)]
    public async Task A_crash_around_the_spending_neither_loses_nor_doubles_it(string fault, int spent)
    {
        string approval;
        await using (var store = await workspace.OpenAsync())
            approval = (await store.Approvals.DecideAsync(Decision(TimeProvider.System.GetUtcNow()), Token)).Id;

        using var worker = StateWorkerProcess.Start(workspace, fault, "spend", Series, approval, Subject);
        Assert.Equal(137, (await worker.EndAsync()).ExitCode);

        await using var after = await workspace.OpenAsync();
        Assert.Equal(spent, Assert.Single(await after.Approvals.ListAsync(Series, Token)).Spent);
        Assert.Equal(spent, (await after.Runs.ListAsync(new RunQuery(), Token)).Count);
    }
}

/// <summary>Over a workspace's own database.</summary>
public sealed class SqliteApprovalStoreTests() : ApprovalStoreTests(null);

/// <summary>Over a real PostgreSQL server.</summary>
public sealed class PostgresApprovalStoreTests(PostgresFixture postgres) : ApprovalStoreTests(postgres);
