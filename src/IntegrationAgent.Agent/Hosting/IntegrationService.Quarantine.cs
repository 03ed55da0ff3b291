using System.Text;
using IntegrationAgent.Agent.Approval;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Hosting;

public sealed partial class IntegrationService
{
    private const int MostRecords = 100_000;

    /// <summary>
    /// Sends records again that targets refused. It is done under the approval of the run that set them aside while nothing that it binds has changed and its time
    /// is not over, and counts to that run's envelope; otherwise under a new approval, of which it spends a run. A retry that stopped is gone on with.
    /// </summary>
    /// <param name="name">The integration.</param>
    /// <param name="ids">The numbers of the records; null for all that wait.</param>
    /// <param name="cancellationToken">Stops it; it is gone on with by the next call.</param>
    /// <exception cref="AgentException"><c>E-RUN-RECORD</c>; <c>E-APR-…</c> (exit 4): nothing was sent; and what a check or connection can throw.</exception>
    public async Task<RetryReport> RetryAsync(string name, IReadOnlyList<long>? ids, CancellationToken cancellationToken)
    {
        var plan = ReadPlan(name);
        var runs = await host.Store.Runs.ListAsync(new RunQuery { Series = name, Limit = int.MaxValue }, cancellationToken).ConfigureAwait(false);
        var stopped = runs.FirstOrDefault(run => run.RetryOf is not null && IsUnfinished(run));
        var open = await OpenAsync(name, ids, cancellationToken).ConfigureAwait(false);
        if (stopped is null && open.Count == 0)
            return new RetryReport { Runs = [], Superseded = 0, Gone = [] };
        var (subject, _, _, connections) = await SubjectAsync(name, plan, anew: false, cancellationToken).ConfigureAwait(false);
        var executor = new RetryExecutor(host.Store, host.Options.Time, host.Options.Faults);
        var reports = new List<RunReport>();
        if (stopped is not null)
        {
            if (stopped.SubjectHash != subject.Hash)
                await ReapproveAsync(name, stopped, subject, cancellationToken).ConfigureAwait(false);
            // Killed before it kept which records are its own: then it takes those that it would have been begun with.
            var own = open.Where(entry => !entry.Record.Payload.IsEmpty && (stopped.ApprovalId is not null || OriginOf(entry.RunId, runs).Id == stopped.RetryOf)).ToList();
            var newer = await SupersededAsync(own, runs, cancellationToken).ConfigureAwait(false);
            reports.Add(await RunAsync(stopped.RetryOf!, null, [.. own.Where(entry => !newer.Contains(entry.Id)).Select(entry => entry.Id)], stopped).ConfigureAwait(false));
            return new RetryReport { Runs = reports, Superseded = 0, Gone = [] };
        }

        var gone = open.Where(entry => entry.Record.Payload.IsEmpty).Select(entry => entry.Id).ToList();
        var present = open.Where(entry => !entry.Record.Payload.IsEmpty).ToList();
        var superseded = await SupersededAsync(present, runs, cancellationToken).ConfigureAwait(false);
        var kept = present.Where(entry => !superseded.Contains(entry.Id)).ToList();
        var approved = await ApprovedAsync(name, kept, runs, subject, cancellationToken).ConfigureAwait(false);
        var others = kept.Where(entry => !approved.ContainsKey(OriginOf(entry.RunId, runs).Id)).ToList();
        // Refused before anything is sent or resolved.
        var approval = others.Count > 0 ? await RequireApprovalAsync(name, subject, cancellationToken).ConfigureAwait(false) : null;
        if (superseded.Count > 0)
            await host.Store.Quarantine.ResolveAsync([.. superseded], "given-up", "worker", cancellationToken).ConfigureAwait(false);
        foreach (var origin in approved.Keys.Order(StringComparer.Ordinal))
            reports.Add(await RunAsync(origin, null, [.. kept.Where(entry => OriginOf(entry.RunId, runs).Id == origin).Select(entry => entry.Id)], null).ConfigureAwait(false));
        if (approval is not null)
            reports.Add(await RunAsync(OriginOf(others[^1].RunId, runs).Id, approval, [.. others.Select(entry => entry.Id)], null).ConfigureAwait(false));
        return new RetryReport { Runs = reports, Superseded = superseded.Count, Gone = gone };

        Task<RunReport> RunAsync(string origin, string? approvalId, IReadOnlyList<long> records, RunRecord? resume) => executor.ExecuteAsync(
            new RetryRequest
            {
                Integration = name,
                Connections = connections,
                Permissions = new PermissionSet(subject.Permissions),
                Envelope = subject.Envelope,
                SubjectHash = subject.Hash,
                ApprovalId = approvalId,
                RetryOf = origin,
                ResumeRunId = resume?.Id,
                Used = approvalId is null && resume?.ApprovalId is null ? UsedUnder(origin, resume?.Id, runs) : new RunCounts(),
                Ids = records,
                FindDrift = token => FindDriftAsync(subject, plan, connections, token),
                Seed = plan.Seed,
            },
            Audit.ProcessIdentity.Current,
            cancellationToken);
    }

    /// <summary>Says that records will not be sent again. When none is left, a retry that stopped is cancelled.</summary>
    /// <param name="name">The integration.</param>
    /// <param name="ids">The numbers of the records; null for all that wait.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="AgentException"><c>E-RUN-RECORD</c>.</exception>
    public async Task<int> DiscardAsync(string name, IReadOnlyList<long>? ids, CancellationToken cancellationToken)
    {
        var open = await OpenAsync(name, ids, cancellationToken).ConfigureAwait(false);
        var discarded = open.Count == 0 ? 0 : await host.Store.Quarantine.ResolveAsync([.. open.Select(entry => entry.Id)], "given-up", "user", cancellationToken).ConfigureAwait(false);
        if ((await host.Store.Quarantine.ListOpenAsync(name, 1, cancellationToken).ConfigureAwait(false)).Count > 0)
            return discarded;
        // A retry that waits for a person has nothing left to wait for.
        var runs = await host.Store.Runs.ListAsync(new RunQuery { Series = name, Limit = int.MaxValue }, cancellationToken).ConfigureAwait(false);
        foreach (var run in runs.Where(run => run is { RetryOf: not null, State: RunState.Incomplete or RunState.NeedsHuman }))
            await host.Store.Runs.CancelAsync(run.Id, "user", cancellationToken).ConfigureAwait(false);
        return discarded;
    }

    private async Task<IReadOnlyList<QuarantineEntry>> OpenAsync(string name, IReadOnlyList<long>? ids, CancellationToken cancellationToken)
    {
        var open = await host.Store.Quarantine.ListOpenAsync(name, MostRecords, cancellationToken).ConfigureAwait(false);
        if (ids is null)
            return open;
        var wanted = ids.ToHashSet();
        wanted.ExceptWith(open.Select(entry => entry.Id));
        return wanted.Count == 0
            ? [.. open.Where(entry => ids.Contains(entry.Id))]
            : throw new AgentException("E-RUN-RECORD", $"No record {wanted.Min()} of '{name}' waits.", $"See what waits: intagent quarantine list {name}", ExitCode.Usage);
    }

    /// <summary>The run whose approval the records of a run go under: itself, or the one that it retried without an approval of its own.</summary>
    private static RunRecord OriginOf(string runId, IReadOnlyList<RunRecord> runs)
    {
        var run = runs.First(run => run.Id == runId);
        return run is { RetryOf: { } origin, ApprovalId: null } ? runs.First(candidate => candidate.Id == origin) : run;
    }

    private static RunCounts UsedUnder(string origin, string? besides, IReadOnlyList<RunRecord> runs) => runs
        .Where(run => run.Id != besides && (run.Id == origin || (run.RetryOf == origin && run.ApprovalId is null)))
        .Aggregate(new RunCounts(), (sum, run) => sum + run.Counts);

    private async Task<Dictionary<string, RunRecord>> ApprovedAsync(string name, IReadOnlyList<QuarantineEntry> entries, IReadOnlyList<RunRecord> runs, ApprovalSubject subject, CancellationToken cancellationToken)
    {
        var now = await host.Store.Clock.GetUtcNowAsync(cancellationToken).ConfigureAwait(false);
        var inForce = (await host.Store.Approvals.ListAsync(name, cancellationToken).ConfigureAwait(false))
            .Where(approval => approval.State == ApprovalState.Approved && approval.SubjectHash == subject.Hash && approval.ExecuteBy > now)
            .Select(approval => approval.Id)
            .ToHashSet(StringComparer.Ordinal);
        return entries.Select(entry => OriginOf(entry.RunId, runs))
            .Where(run => run.SubjectHash == subject.Hash && run.ApprovalId is { } id && inForce.Contains(id))
            .DistinctBy(run => run.Id)
            .ToDictionary(run => run.Id, StringComparer.Ordinal);
    }

    /// <summary>
    /// Records that came again since: a later run has met them, or another record that waits has the same key. Sending the older one could undo something newer.
    /// </summary>
    private async Task<HashSet<long>> SupersededAsync(IReadOnlyList<QuarantineEntry> entries, IReadOnlyList<RunRecord> runs, CancellationToken cancellationToken)
    {
        var superseded = new HashSet<long>();
        var newest = new Dictionary<string, long>(StringComparer.Ordinal);
        var keyed = entries
            .Select(entry => (entry.Id, entry.RunId, Payload: QuarantinePayload.Read(entry.Record.Payload), Key: Encoding.UTF8.GetString(entry.Record.Key.Span)))
            .Where(item => item.Payload is { KeyFields.Count: > 0 })
            .Select(item => (item.Id, item.RunId, Target: $"{item.Payload!.Connection}/{item.Payload.Object}", item.Key))
            .ToList();
        foreach (var item in keyed)
        {
            if (newest.Remove($"{item.Target}\n{item.Key}", out var older))
                superseded.Add(older);
            newest[$"{item.Target}\n{item.Key}"] = item.Id;
        }

        if (keyed.Count == 0)
            return superseded;
        var order = runs.Select((run, position) => (run.Id, Position: runs.Count - position)).ToDictionary(item => item.Id, item => item.Position, StringComparer.Ordinal);
        var first = keyed.Min(item => order[item.RunId]);
        foreach (var run in runs.Where(run => order[run.Id] > first))
        {
            foreach (var effect in await host.Store.Effects.ListAsync(run.Id, cancellationToken).ConfigureAwait(false))
            {
                var target = $"{effect.Intent.Connection}/{effect.Intent.Object}";
                var candidates = keyed.Where(item => item.Target == target && order[item.RunId] < order[run.Id] && !superseded.Contains(item.Id)).ToList();
                if (candidates.Count == 0 || effect.Intent.Keys.IsEmpty)
                    continue;
                var written = Encoding.UTF8.GetString(effect.Intent.Keys.Span).Split('\n').ToHashSet(StringComparer.Ordinal);
                superseded.UnionWith(candidates.Where(item => written.Contains(item.Key)).Select(item => item.Id));
            }
        }

        return superseded;
    }
}
