using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Runs an approved script: lease, sandbox, ledger, deletes, verification, and how it all ended. Thread-safe; each call is one run.</summary>
public sealed class RunExecutor(IStateStore store, Func<CancellationToken, Task<SandboxProcess>> takeSandbox, SandboxLimits limits, TimeProvider timeProvider, IFaultInjector faults)
{
    private const double FarFewer = 0.5;
    private static readonly TimeSpan UseWithin = TimeSpan.FromSeconds(5);

    /// <summary>Runs, or resumes, to an end that the store keeps. What went wrong is in the report; only a lost lease and a failing store throw.</summary>
    public async Task<RunReport> ExecuteAsync(RunRequest request, string owner, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var began = timeProvider.GetTimestamp();
        var run = await CreateOrFindAsync(request, cancellationToken).ConfigureAwait(false);
        faults.Hit(FaultPoints.BeforeClaim);
        var lease = await store.Runs.ClaimAsync(run.Id, owner, Heartbeat.Lease, cancellationToken).ConfigureAwait(false);
        faults.Hit(FaultPoints.RunClaimed);
        using var meter = request.Telemetry?.BeginRun(request.Integration);
        var attempt = new RunAttempt(request, run, began, timeProvider, progress, meter);
        attempt.Session = new LedgerSession(store, lease, run, timeProvider, faults, attempt.Report) { FindDrift = request.FindDrift };
        using var heartbeat = new Heartbeat(store.Runs, attempt.Session, cancellationToken);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(request.Envelope.MaxSeconds), timeProvider);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(heartbeat.Token, deadline.Token);
        RunOutcome outcome;
        try
        {
            await RunScriptAsync(attempt, ends.Token).ConfigureAwait(false);
            outcome = await ConcludeAsync(attempt, ends.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (heartbeat.Failure is null && !IsStoreFailure(exception))
        {
            outcome = await RunOutcome.FromAsync(
                attempt.Broker?.FirstError ?? exception, deadline.IsCancellationRequested, cancellationToken.IsCancellationRequested, request.FindDrift, timeProvider).ConfigureAwait(false);
        }
        catch (Exception) when (heartbeat.Failure is not null)
        {
            // What was under way was cancelled because the lease is lost: that is what there is to say.
            throw heartbeat.Failure;
        }

        if (heartbeat.Failure is { } lost)
            throw lost;
        await KeepUseAsync(attempt, outcome).ConfigureAwait(false);
        return await FinishAsync(attempt, outcome).ConfigureAwait(false);
    }

    internal static bool IsStoreFailure(Exception exception) => exception is AgentException { Code: var code }
        && (code.StartsWith("E-STA-", StringComparison.Ordinal) || code.StartsWith("E-AUD-", StringComparison.Ordinal) || code == "E-RUN-LEASE-LOST");

    private async Task<RunRecord> CreateOrFindAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (request.ResumeRunId is { } resume)
        {
            return await store.Runs.FindAsync(resume, cancellationToken).ConfigureAwait(false)
                ?? throw new AgentException("E-RUN-UNKNOWN", $"There is no run {resume}.", "List the runs with: intagent runs", ExitCode.Usage);
        }

        var run = await store.Runs.CreateAsync(
            new NewRun
            {
                Series = request.Integration,
                SubjectHash = request.SubjectHash,
                ApprovalId = request.ApprovalId,
                Slot = request.Slot,
                Now = request.Now,
                Seed = request.Seed,
            },
            cancellationToken).ConfigureAwait(false);
        faults.Hit(FaultPoints.RunCreated);
        return run;
    }

    /// <summary>What the attempts before have used still counts, unless the run has been approved anew since.</summary>
    private static async Task BeginEnvelopeAsync(RunAttempt attempt, EnvelopeUse used, CancellationToken cancellationToken)
    {
        var (request, session) = (attempt.Request, attempt.Session);
        if (request.Reapproved)
            used = new EnvelopeUse { Base = session.Counts };
        session.ApprovedFrom = used.Base;
        if (request.Reapproved)
            await session.KeepUseAsync(used.Calls, cancellationToken).ConfigureAwait(false);
        session.Calls = new CallBudget(request.Connections, request.Envelope.MaxCalls, used.Calls);
        await session.Calls.BeginAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How much was used of what was approved outlives an attempt that did not come to its end.</summary>
    private async Task KeepUseAsync(RunAttempt attempt, RunOutcome outcome)
    {
        if (attempt.Session.Calls is not { } calls || outcome.State.IsFinal())
            return;
        using var soon = new CancellationTokenSource(UseWithin, timeProvider);
        await attempt.Session.KeepUseAsync(await calls.UsedAsync(soon.Token).ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task RunScriptAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        using var span = AgentTelemetry.Part(SpanNames.Script);
        var request = attempt.Request;
        var checkpoints = await store.Runs.CheckpointsAsync(attempt.Run.Id, cancellationToken).ConfigureAwait(false);
        var cursors = await store.Runs.CursorsAsync(request.Integration, cancellationToken).ConfigureAwait(false);
        await BeginEnvelopeAsync(attempt, EnvelopeUse.Of(checkpoints), cancellationToken).ConfigureAwait(false);
        attempt.Sink = new LedgerSink(request.Connections, request.Permissions, attempt.Session, request.Envelope, request.BulkWrites);
        attempt.Broker = new Broker(new BrokerContext
        {
            Connections = request.Connections,
            Permissions = request.Permissions,
            Sink = attempt.Sink,
            Resume = RunPositions.Of(checkpoints.Select(checkpoint => KeyValuePair.Create(checkpoint.Step, checkpoint.Position))),
            Cursors = RunPositions.Of(cursors),
            RequireCalls = attempt.Session.RequireCallsAsync,
            MaxRows = request.MaxRows,
            Faults = faults,
            OnProgress = attempt.Report,
        });
        var session = await ScriptSession.StartAsync(await takeSandbox(cancellationToken).ConfigureAwait(false), limits, attempt.Broker, cancellationToken).ConfigureAwait(false);
        await using var ended = session.ConfigureAwait(false);
        attempt.Isolation = session.Isolation;
        faults.Hit(FaultPoints.SandboxStarted);
        var reply = await session.RunAsync(
            new RunBody { Assembly = request.Assembly, Now = attempt.Run.Now, Seed = unchecked((int)attempt.Run.Seed), Parameters = request.Parameters },
            cancellationToken).ConfigureAwait(false);
        if (reply.Failure is { } failure)
            throw failure.ToException();
        if (reply.ExitCode != 0)
            throw new AgentException("E-SCR-EXIT", $"The script returned {reply.ExitCode}.", "Look at why it gave up; its checkpoint is kept.", ExitCode.Incomplete);
        // A request that failed is a failed run, whatever the script made of the error.
        if (attempt.Broker.FirstError is { } swallowed)
            throw swallowed;
    }

    private async Task<RunOutcome> ConcludeAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        using var span = AgentTelemetry.Part(SpanNames.Verify);
        var request = attempt.Request;
        await Deletes.ApplyAsync(attempt, cancellationToken).ConfigureAwait(false);
        faults.Hit(FaultPoints.BeforeVerify);
        attempt.Phase = "verify";
        attempt.Report();
        attempt.Verification = await Verifier.VerifyAsync(request.Connections, attempt.Session.Samples, cancellationToken).ConfigureAwait(false);
        attempt.Counts = await CountAsync(attempt, cancellationToken).ConfigureAwait(false);
        if (attempt.Verification is { Verified: false } verification)
            return RunOutcome.Mismatch(verification);

        if (!attempt.Counts.AddsUp)
            return new RunOutcome(RunState.Anomaly, "E-RUN-COUNTS", "The records that were read are not all accounted for.", "Run again; nothing is written twice.");
        if (request.PlannedReads is > 0 and var planned && attempt.IsWhole && attempt.Broker!.RecordsRead < planned * FarFewer)
        {
            return new RunOutcome(
                RunState.Anomaly,
                "E-RUN-FEWER",
                $"The source gave {attempt.Broker.RecordsRead} records; the plan read {planned}.",
                "Check the source and the connection's permissions, then make a new dry run.");
        }

        return attempt.Counts.Quarantined > 0
            ? RunOutcome.Quarantined(attempt.Counts.Quarantined, request.Integration)
            : new RunOutcome(RunState.Succeeded, null, null, null);
    }

    private async Task<RunCounts> CountAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        var kept = (await store.Runs.FindAsync(attempt.Run.Id, cancellationToken).ConfigureAwait(false))!.Counts;
        var read = attempt.Broker!.Sources.Where(source => attempt.Session.Targets.ContainsKey(source.Step)).Sum(source => source.End.Records);
        var produced = kept.Created + kept.Updated + kept.Unchanged + kept.Quarantined;
        var skipped = Math.Max(0, read - produced);
        return kept with { Read = produced + kept.Deleted + skipped, Skipped = skipped };
    }

    private async Task<RunReport> FinishAsync(RunAttempt attempt, RunOutcome outcome)
    {
        attempt.Count();
        var counts = attempt.Counts ?? (await store.Runs.FindAsync(attempt.Run.Id, CancellationToken.None).ConfigureAwait(false))!.Counts;
        var report = new RunReport
        {
            RunId = attempt.Run.Id,
            Integration = attempt.Request.Integration,
            State = outcome.State,
            Counts = counts,
            Code = outcome.Code,
            Message = outcome.Message,
            NextAction = outcome.NextAction,
            Attempt = attempt.Session.Lease.Attempt,
            DeletedAtSource = attempt.DeletedAtSource,
            DeletedStillInTarget = attempt.DeletedStillInTarget,
            DeleteRule = attempt.DeleteRule,
            Verification = attempt.Verification,
            Isolation = attempt.Isolation,
            Calls = await attempt.CallsAsync().ConfigureAwait(false),
            Elapsed = timeProvider.GetElapsedTime(attempt.Began),
            Notes =
            [
                .. (attempt.Broker?.Sources ?? []).Where(source => source.DeletesUnknown).Select(source =>
                    $"{source.Body.Connection} could not say which records of {source.Body.Query.Object} were deleted since the last run; deletes were not looked at."),
                .. attempt.Session.Jobs.OrderBy(job => job.Key, StringComparer.Ordinal).Select(job => $"{job.Key} was written through {job.Value} bulk {(job.Value == 1 ? "job" : "jobs")}, as the plan says."),
            ],
        };
        await store.Runs.FinishAsync(
            attempt.Session.Lease,
            new RunEnd
            {
                State = outcome.State,
                Code = outcome.Code,
                Message = outcome.Message,
                Counts = counts,
                VerificationDigest = CanonicalJson.Hash(report, ExecutionJson.Default.RunReport),
            },
            CancellationToken.None).ConfigureAwait(false);
        faults.Hit(FaultPoints.FinalState);
        return report;
    }
}
