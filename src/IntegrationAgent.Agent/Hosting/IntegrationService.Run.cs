using System.Text.Json;
using IntegrationAgent.Agent.Approval;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Telemetry;

namespace IntegrationAgent.Agent.Hosting;

public sealed partial class IntegrationService
{
    /// <summary>Runs an approved integration, or goes on with its unfinished run. Everything that the approval binds is looked at again first.</summary>
    /// <param name="name">The integration.</param>
    /// <param name="resume">True to go on with the run that stopped.</param>
    /// <param name="now">The logical time of a new run; null for the store's clock.</param>
    /// <param name="progress">Told how far it has come; null for nobody.</param>
    /// <param name="cancellationToken">Stops the run with its checkpoint kept.</param>
    /// <exception cref="AgentException"><c>E-APR-…</c> (exit 4): nothing was run; <c>E-RUN-…</c>, and what a check or connection can throw.</exception>
    public Task<RunReport> RunAsync(string name, bool resume, DateTimeOffset? now, IProgress<RunProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync(name, resume, now, null, null, progress, cancellationToken);

    /// <summary>The same, said with the parameters that the caller takes to be approved.</summary>
    /// <param name="name">The integration.</param>
    /// <param name="resume">True to go on with the run that stopped.</param>
    /// <param name="parameters">What the script is to read as <c>job.Parameters</c>: exactly what its plan holds, or nothing is run.</param>
    /// <param name="progress">Told how far it has come; null for nobody.</param>
    /// <param name="cancellationToken">Stops the run with its checkpoint kept.</param>
    /// <exception cref="AgentException"><c>E-APR-MISMATCH</c> (exit 4): others were approved; and what a run without them throws.</exception>
    public Task<RunReport> RunWithAsync(string name, bool resume, IReadOnlyDictionary<string, string> parameters, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return RunAsync(name, resume, null, null, parameters, progress, cancellationToken);
    }

    /// <summary>Runs what is due: the slot of a schedule, or the rest of the run that stopped.</summary>
    /// <param name="name">The integration.</param>
    /// <param name="slot">The slot; null to go on with the run that stopped.</param>
    /// <param name="cancellationToken">Stops the run with its checkpoint kept.</param>
    /// <exception cref="AgentException"><c>E-RUN-SLOT</c>: the slot has its run; and what <see cref="RunAsync(string, bool, DateTimeOffset?, IProgress{RunProgress}?, CancellationToken)"/> throws.</exception>
    public Task<RunReport> RunSlotAsync(string name, string? slot, CancellationToken cancellationToken) =>
        RunAsync(name, slot is null, null, slot, null, null, cancellationToken);

    private Task<RunReport> RunAsync(
        string name, bool resume, DateTimeOffset? now, string? slot, IReadOnlyDictionary<string, string>? parameters, IProgress<RunProgress>? progress, CancellationToken cancellationToken) =>
        host.Telemetry.SpanAsync(SpanNames.Run, [(AttributeNames.Integration, name)], async span =>
        {
            try
            {
                var (report, connections) = await ExecuteAsync(name, resume, now, slot, parameters, progress, cancellationToken).ConfigureAwait(false);
                host.Telemetry.EndRun(span, report, connections);
                return report;
            }
            catch (AgentException refusal)
            {
                host.Telemetry.Log.RunRefused(host.Telemetry.Clean(name), refusal.Code);
                throw;
            }
        });

    private async Task<(RunReport Report, IReadOnlyDictionary<string, IDriverConnection> Connections)> ExecuteAsync(
        string name, bool resume, DateTimeOffset? now, string? slot, IReadOnlyDictionary<string, string>? parameters, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        var unfinished = resume ? await UnfinishedAsync(name, cancellationToken).ConfigureAwait(false) : null;
        var plan = ReadPlan(name);
        IReadOnlyDictionary<string, string> planned = plan.Parameters ?? new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (parameters is not null && !ScriptParameters.AreSame(planned, parameters))
            throw await MismatchAsync(name, plan.Digest, ["the parameters"], cancellationToken).ConfigureAwait(false);

        // The script's process starts while the drivers' do. It is given the script once the approval was found.
        await host.PrepareScriptHostAsync(cancellationToken).ConfigureAwait(false);
        var (subject, report, _, connections) = await SubjectAsync(name, plan, anew: false, cancellationToken).ConfigureAwait(false);
        string? approvalId = null;
        var reapproved = false;
        if (unfinished is not null)
        {
            reapproved = unfinished.SubjectHash != subject.Hash;
            if (reapproved)
                await ReapproveAsync(name, unfinished, subject, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            approvalId = await RequireApprovalAsync(name, subject, cancellationToken).ConfigureAwait(false);
        }

        // What the compiler needed is not needed again: the records that pass have this memory.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var executor = new RunExecutor(host.Store, host.TakeScriptHostAsync, host.Limits, host.Options.Time, host.Options.Faults);
        var ran = await executor.ExecuteAsync(
            new RunRequest
            {
                Integration = name,
                Assembly = report.Assembly!,
                Connections = connections,
                Permissions = new PermissionSet(subject.Permissions),
                Envelope = subject.Envelope,
                SubjectHash = subject.Hash,
                ApprovalId = approvalId,
                ResumeRunId = unfinished?.Id,
                Reapproved = reapproved,
                Now = now,
                Slot = slot,
                Seed = plan.Seed,
                Parameters = planned,
                PlannedReads = plan.RecordsRead,
                FindDrift = token => FindDriftAsync(subject, plan, connections, token),
                BulkWrites = plan.Writes.Where(write => write.Way == BulkChoice.Bulk).Select(write => BulkChoice.NameOf(write.Connection, write.Object, write.Verb)).ToHashSet(StringComparer.Ordinal),
                MaxRows = host.Workspace.Configuration.Policy.Caps.MaxRows,
                Telemetry = host.Telemetry,
            },
            Audit.ProcessIdentity.Current,
            progress,
            cancellationToken).ConfigureAwait(false);
        if (ran.Code == "E-POL-DENIED")
            await PolicyWatch.DeniedAsync(host.Store, name, ran.Code, $"run {ran.RunId}", CancellationToken.None).ConfigureAwait(false);
        return (ran, connections);
    }

    /// <summary>A run that stopped at what it was allowed goes on when more is approved, as long as everything that it would do is the same.</summary>
    private async Task ReapproveAsync(string name, RunRecord unfinished, ApprovalSubject subject, CancellationToken cancellationToken)
    {
        var differences = Differences(unfinished.SubjectHash, subject);
        if (differences.Count == 0 || !differences.All(ApprovalSubject.IsBound))
            throw await MismatchAsync(name, unfinished.SubjectHash, differences, cancellationToken).ConfigureAwait(false);
        var approval = await RequireApprovalAsync(name, subject, cancellationToken).ConfigureAwait(false);
        await host.Store.Runs.ReapproveAsync(unfinished.Id, approval, subject.Hash, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> RequireApprovalAsync(string name, ApprovalSubject subject, CancellationToken cancellationToken)
    {
        try
        {
            return (await host.Store.Approvals.RequireAsync(name, subject.Hash, cancellationToken).ConfigureAwait(false)).Id;
        }
        catch (AgentException exception) when (exception.Code == "E-APR-MISMATCH")
        {
            var approved = (await host.Store.Approvals.ListAsync(name, cancellationToken).ConfigureAwait(false)).FirstOrDefault(record => record.State == ApprovalState.Approved);
            throw await MismatchAsync(name, approved?.SubjectHash ?? "", approved is null ? [] : Differences(approved.SubjectHash, subject), cancellationToken).ConfigureAwait(false);
        }
    }

    private IReadOnlyList<string> Differences(string approvedHash, ApprovalSubject present)
    {
        var path = SubjectPath(approvedHash);
        if (!File.Exists(path))
            return [];
        try
        {
            var approved = JsonSerializer.Deserialize(File.ReadAllText(path), ApprovalJson.Default.ApprovalSubject);
            return approved is null || approved.Hash != approvedHash ? [] : ApprovalSubject.Differences(approved, present);
        }
        catch (JsonException)
        {
            // Only words for people depend on this file.
            return [];
        }
    }

    private async Task<RunRecord> UnfinishedAsync(string name, CancellationToken cancellationToken)
    {
        var runs = await host.Store.Runs.ListAsync(new RunQuery { Series = name }, cancellationToken).ConfigureAwait(false);
        return runs.FirstOrDefault(run => run.RetryOf is null && IsUnfinished(run))
            ?? throw new AgentException("E-RUN-NOTHING", $"'{name}' has no unfinished run.", $"Begin a new one: intagent run {name}", ExitCode.Usage);
    }

    private static bool IsUnfinished(RunRecord run) => run.State is RunState.Incomplete or RunState.NeedsHuman or RunState.Running or RunState.Created;
}
