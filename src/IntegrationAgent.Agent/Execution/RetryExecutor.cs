using System.Text.Json;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>
/// Sends records that were set aside again: a run of its own, with lease, ledger, envelope and verification, and without a script. Each record is resolved in the
/// transaction that acknowledges its batch, so that it is sent again once. Thread-safe; each call is one run.
/// </summary>
internal sealed class RetryExecutor(IStateStore store, TimeProvider timeProvider, IFaultInjector faults)
{
    private const string Step = "retry";
    private const int RecordsInPage = 500;

    /// <summary>Sends the records again, to an end that the store keeps. Only a lost lease and a failing store throw.</summary>
    public async Task<RunReport> ExecuteAsync(RetryRequest request, string owner, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        var run = request.ResumeRunId is { } resume
            ? (await store.Runs.FindAsync(resume, cancellationToken).ConfigureAwait(false))!
            : await store.Runs.CreateAsync(
                new NewRun { Series = request.Integration, SubjectHash = request.SubjectHash, ApprovalId = request.ApprovalId, RetryOf = request.RetryOf, Seed = request.Seed },
                cancellationToken).ConfigureAwait(false);
        var lease = await store.Runs.ClaimAsync(run.Id, owner, Heartbeat.Lease, cancellationToken).ConfigureAwait(false);
        var session = new LedgerSession(store, lease, run, timeProvider, faults, onProgress: null) { FindDrift = request.FindDrift };
        using var heartbeat = new Heartbeat(store.Runs, session, cancellationToken);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(request.Envelope.MaxSeconds), timeProvider);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(heartbeat.Token, deadline.Token);
        RunOutcome outcome;
        VerificationReport? verification = null;
        try
        {
            await SendAsync(request, session, ends.Token).ConfigureAwait(false);
            faults.Hit(FaultPoints.BeforeVerify);
            verification = await Verifier.VerifyAsync(request.Connections, session.Samples, ends.Token).ConfigureAwait(false);
            outcome = Conclude(request, session, verification);
        }
        catch (Exception exception) when (heartbeat.Failure is null && !RunExecutor.IsStoreFailure(exception))
        {
            outcome = await RunOutcome.FromAsync(exception, deadline.IsCancellationRequested, cancellationToken.IsCancellationRequested, request.FindDrift, timeProvider).ConfigureAwait(false);
            if (outcome.NextAction?.EndsWith("intagent run --resume", StringComparison.Ordinal) == true)
                outcome = outcome with { NextAction = $"Go on with: intagent quarantine retry {request.Integration}" };
            if (outcome.Code == "E-RUN-IN-DOUBT")
                outcome = outcome with { NextAction = $"Look at the target, then give up the records that are there: intagent quarantine discard {request.Integration}" };
        }

        if (heartbeat.Failure is { } lost)
            throw lost;
        return await FinishAsync(request, run, session, outcome, verification, timeProvider.GetElapsedTime(began)).ConfigureAwait(false);
    }

    private async Task SendAsync(RetryRequest request, LedgerSession session, CancellationToken cancellationToken)
    {
        var checkpoints = await store.Runs.CheckpointsAsync(session.Lease.RunId, cancellationToken).ConfigureAwait(false);
        // What was done under the same approval before counts as if this run had done it.
        session.ApprovedFrom = new RunCounts { Created = -request.Used.Created, Updated = -request.Used.Updated, Deleted = -request.Used.Deleted };
        session.Calls = new CallBudget(request.Connections, request.Envelope.MaxCalls, EnvelopeUse.Of(checkpoints).Calls);
        await session.Calls.BeginAsync(cancellationToken).ConfigureAwait(false);
        var ids = await IdsAsync(request, session, checkpoints, cancellationToken).ConfigureAwait(false);
        var entries = await store.Quarantine.FindAsync(ids, cancellationToken).ConfigureAwait(false);
        var sink = new LedgerSink(request.Connections, request.Permissions, session, request.Envelope);
        var step = 0;
        foreach (var write in entries.Select(entry => (Entry: entry, Payload: QuarantinePayload.Read(entry.Record.Payload))).Where(item => item.Payload is not null).GroupBy(item => item.Payload!.Write))
        {
            var first = write.First().Payload!;
            // A keyed write goes on with what is still open; what has no key meets its own batches in the ledger again, one by one.
            var isRepeatable = first.Mode is WriteMode.Upsert or WriteMode.Delete;
            var pages = new List<WirePage>();
            foreach (var chunk in write.Where(item => item.Entry.Open || !isRepeatable).Chunk(RecordsInPage))
            {
                var page = QuarantinePayload.PageOf([.. chunk.Select(item => item.Payload!)]);
                session.Retried[page] = [.. chunk.Select(item => item.Entry.Id)];
                pages.Add(page);
            }

            var body = new ScriptWriteBody { Connection = first.Connection, Object = first.Object, Mode = first.Mode, KeyFields = first.KeyFields, Step = step++ };
            if (pages.Count > 0)
                await sink.WriteAsync(pages, body, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<long>> IdsAsync(RetryRequest request, LedgerSession session, IReadOnlyList<RunCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        if (checkpoints.FirstOrDefault(checkpoint => checkpoint.Step == Step) is { } kept)
            return JsonSerializer.Deserialize(kept.Position, ExecutionJson.Default.Numbers) ?? [];
        await store.Runs.SaveCheckpointAsync(
            session.Lease,
            new RunCheckpoint { Step = Step, Position = JsonSerializer.Serialize(request.Ids, ExecutionJson.Default.Numbers) },
            session.Counts,
            cancellationToken).ConfigureAwait(false);
        return request.Ids;
    }

    private static RunOutcome Conclude(RetryRequest request, LedgerSession session, VerificationReport? verification)
    {
        if (verification is { Verified: false })
            return RunOutcome.Mismatch(verification);
        var refused = session.Counts.Quarantined;
        return refused > 0 ? RunOutcome.Quarantined(refused, request.Integration) : new RunOutcome(RunState.Succeeded, null, null, null);
    }

    private async Task<RunReport> FinishAsync(RetryRequest request, RunRecord run, LedgerSession session, RunOutcome outcome, VerificationReport? verification, TimeSpan elapsed)
    {
        var report = new RunReport
        {
            RunId = run.Id,
            Integration = request.Integration,
            State = outcome.State,
            Counts = (await store.Runs.FindAsync(run.Id, CancellationToken.None).ConfigureAwait(false))!.Counts,
            Code = outcome.Code,
            Message = outcome.Message,
            NextAction = outcome.NextAction,
            Attempt = session.Lease.Attempt,
            Verification = verification,
            Isolation = "no script",
            Calls = session.Calls is { } calls ? await calls.UsedAsync(CancellationToken.None).ConfigureAwait(false) : new Dictionary<string, long>(),
            Elapsed = elapsed,
        };
        await store.Runs.FinishAsync(
            session.Lease,
            new RunEnd { State = outcome.State, Code = outcome.Code, Message = outcome.Message, VerificationDigest = CanonicalJson.Hash(report, ExecutionJson.Default.RunReport) },
            CancellationToken.None).ConfigureAwait(false);
        return report;
    }
}
