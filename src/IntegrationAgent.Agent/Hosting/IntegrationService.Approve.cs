using System.Text.Json;
using IntegrationAgent.Agent.Approval;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Hosting;

public sealed partial class IntegrationService
{
    private static readonly TimeSpan ApproveWithin = TimeSpan.FromDays(7);
    private static readonly TimeSpan ExecuteWithin = TimeSpan.FromHours(24);

    /// <summary>Decides about the present plan of an integration.</summary>
    /// <param name="request">Who decides what, and why.</param>
    /// <param name="cancellationToken">Ends the call; nothing is decided.</param>
    /// <exception cref="AgentException"><c>E-APR-…</c> (exit 4), <c>E-DRY-…</c>, and what a check or connection can throw.</exception>
    public Task<ApprovalRecord> DecideAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var decision = request.Approved ? "approved" : "rejected";
        return host.Telemetry.SpanAsync(SpanNames.Decide, [(AttributeNames.Integration, request.Integration), (AttributeNames.Decision, decision)], async _ =>
        {
            var record = await KeepDecisionAsync(request, cancellationToken).ConfigureAwait(false);
            host.Telemetry.Log.PlanDecided(host.Telemetry.Clean(request.Integration), decision);
            return record;
        });
    }

    private async Task<ApprovalRecord> KeepDecisionAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        var policy = host.Workspace.Configuration.Policy;
        var plan = ReadPlan(request.Integration);
        var now = await host.Store.Clock.GetUtcNowAsync(cancellationToken).ConfigureAwait(false);
        if (request.Approved && NotApprovable(plan, policy) is { } refused)
        {
            await PolicyWatch.DeniedAsync(host.Store, request.Integration, refused.Code, "approval", cancellationToken).ConfigureAwait(false);
            throw refused;
        }

        var (subject, report, inputs, _) = await SubjectAsync(request.Integration, plan, anew: true, cancellationToken).ConfigureAwait(false);
        var record = await host.Store.Approvals.DecideAsync(
            new ApprovalDecision
            {
                Series = request.Integration,
                SubjectHash = subject.Hash,
                Approved = request.Approved,
                Requester = request.Requester,
                Approver = request.Approver,
                Reason = request.Reason,
                PageHash = WritePage(plan, subject.Hash),
                ApproveBy = plan.Now + ApproveWithin > now ? plan.Now + ApproveWithin : throw Stale(request.Integration),
                ExecuteBy = request.Until ?? now + ExecuteWithin,
                MaxRuns = request.MaxRuns,
                SingleUser = policy.SingleUser,
            },
            cancellationToken).ConfigureAwait(false);
        AtomicFile.Write(SubjectPath(subject.Hash), JsonSerializer.SerializeToUtf8Bytes(subject, ApprovalJson.Default.ApprovalSubject));
        if (request.Approved)
            new KeptCheck(report.Effects!.Effects, report.Assembly!).Write(KeptCheckPath(request.Integration), host.CheckKey, inputs);
        return record;
    }

    private static AgentException? NotApprovable(Plan plan, WorkspacePolicy policy)
    {
        if (plan.SampleOnly)
            return new AgentException("E-APR-SAMPLE", "The plan is a sample: only a part of the source was read.", $"Make a whole dry run: intagent dry-run {plan.Integration}", ExitCode.Refused);
        if (!policy.AllowDelete && (plan.Deletes.Records > 0 || plan.Effects.Any(effect => effect.Verb == EffectVerb.Delete)))
            return new AgentException("E-APR-DELETE", "The plan deletes records, and this workspace's policy denies deletes.", "Choose the delete rule 'keep', or set policy.allowDelete in intagent.json.", ExitCode.Refused);
        if (plan.Creates > policy.Caps.MaxCreates || plan.Updates > policy.Caps.MaxUpdates || plan.Deletes.Records > policy.Caps.MaxDeletes)
            return new AgentException("E-APR-CAP", "The plan does more than the workspace's caps allow.", "Narrow the filter, or raise policy.caps in intagent.json.", ExitCode.Refused);
        return null;
    }

    /// <summary>Builds what an approval binds from what would really be loaded now. A decision is about a script that was checked anew for it.</summary>
    private async Task<(ApprovalSubject Subject, ValidationReport Report, string Inputs, Dictionary<string, IDriverConnection> Connections)> SubjectAsync(string name, Plan plan, bool anew, CancellationToken cancellationToken)
    {
        var integration = host.Workspace.Integration(name);
        if (Integration.HashOf(integration.ReadScript()) != plan.ScriptSha256)
            throw await MismatchAsync(name, plan.ScriptSha256, ["the script"], cancellationToken).ConfigureAwait(false);
        var sheet = RequirementsFile.Read(integration);

        // The drivers start while the script is compiled; which of them it may use is said by the check.
        var opening = ConnectAllAsync(plan.Effects, cancellationToken);
        ValidationReport report;
        string inputs;
        try
        {
            (report, inputs) = await CheckBoundAsync(name, anew, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (report.Assembly is null)
            throw CheckFailed(report, name);
        var effects = report.Effects!.Effects;

        // One that could not be opened is not tried a second time.
        await opening.ConfigureAwait(false);
        var connections = await ConnectAllAsync(effects, cancellationToken).ConfigureAwait(false);
        var policy = host.Workspace.Configuration.Policy;
        var subject = new ApprovalSubject
        {
            Integration = name,
            Script = new SubjectScript(report.SourceHash, report.AssemblyHash),
            Drivers = [.. connections.Values.Select(connection => connection.DriverId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(DriverOf)],
            Connections = [.. connections.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => ConnectionOf(pair.Value))],
            Permissions = effects,
            Schemas = await FingerprintsOfAsync(name, effects, plan, connections, cancellationToken).ConfigureAwait(false),
            ParametersSha256 = CanonicalJson.Hash(plan.Parameters ?? new SortedDictionary<string, string>(StringComparer.Ordinal), ApprovalJson.Default.SortedDictionaryStringString),
            PlanSha256 = plan.Digest,
            Envelope = EnvelopeOf(plan, policy.Caps),
            Schedule = sheet.Schedule,
            PolicySha256 = policy.Digest,
        };
        return (subject, report, inputs, connections);
    }

    private SubjectDriver DriverOf(string driverId)
    {
        var driver = host.Drivers.Get(driverId);
        return new SubjectDriver
        {
            Id = driver.DriverId,
            Version = driver.Version,
            PackageSha512 = driver.Sha512,
            ManifestSha256 = driver.ManifestSha256,
            Files = new SortedDictionary<string, string>(driver.Files.ToDictionary(file => file.Key, file => file.Value), StringComparer.Ordinal),
        };
    }

    private static SubjectConnection ConnectionOf(IDriverConnection connection) => new()
    {
        Name = connection.Name,
        Driver = connection.DriverId,
        System = connection.Identity.System,
        Host = connection.Identity.Host,
        Identity = connection.Identity.Identity,
        Scopes = [.. connection.Identity.Scopes.Order(StringComparer.Ordinal)],
    };

    private async Task<SortedDictionary<string, string>> FingerprintsOfAsync(string name, IReadOnlyList<Effect> effects, Plan plan, Dictionary<string, IDriverConnection> connections, CancellationToken cancellationToken)
    {
        try
        {
            return await FingerprintsAsync(effects, plan, connections, cancellationToken).ConfigureAwait(false);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.Conflict || exception.Code == DriverErrorCode.ObjectNotFound || exception.Code == DriverErrorCode.SchemaChanged)
        {
            throw await MismatchAsync(name, plan.Digest, [$"the schema ({exception.Message.TrimEnd('.')})"], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The objects whose schema is no longer the subject's. One that cannot be described any more has changed too.</summary>
    private static async Task<IReadOnlyList<string>> FindDriftAsync(ApprovalSubject subject, Plan plan, Dictionary<string, IDriverConnection> connections, CancellationToken cancellationToken)
    {
        var changed = new List<string>();
        foreach (var group in subject.Permissions.GroupBy(effect => (effect.Connection, effect.Object)))
        {
            try
            {
                var present = await FingerprintsAsync([.. group], plan, connections, cancellationToken).ConfigureAwait(false);
                changed.AddRange(present.Where(pair => subject.Schemas.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => pair.Key));
            }
            catch (DriverException exception) when (exception.Code == DriverErrorCode.Conflict || exception.Code == DriverErrorCode.ObjectNotFound || exception.Code == DriverErrorCode.SchemaChanged)
            {
                changed.Add($"{group.Key.Connection}/{group.Key.Object}");
            }
        }

        return changed;
    }

    private static async Task<SortedDictionary<string, string>> FingerprintsAsync(IReadOnlyList<Effect> effects, Plan plan, Dictionary<string, IDriverConnection> connections, CancellationToken cancellationToken)
    {
        var fingerprints = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in effects.Where(effect => effect.Verb is not (EffectVerb.NativeQuery or EffectVerb.Operation)).GroupBy(effect => (effect.Connection, effect.Object)))
        {
            var connection = connections[group.Key.Connection];
            var planned = plan.Objects.FirstOrDefault(item => item.Connection == group.Key.Connection && item.Object == group.Key.Object);
            var schema = planned is null
                ? await connection.GetFieldsAsync(new GetFieldsRequest { Object = group.Key.Object, Refresh = true }, cancellationToken).ConfigureAwait(false)
                : (await connection.EnsureObjectAsync(
                    new EnsureObjectRequest { Object = planned.Object, Fields = planned.Schema.Fields, KeyFields = planned.Schema.KeyFields, DryRun = true },
                    cancellationToken).ConfigureAwait(false)).Schema;
            fingerprints[$"{group.Key.Connection}/{group.Key.Object}"] = SchemaFingerprint.Of(
                schema,
                group.SelectMany(effect => effect.Fields.Concat(effect.KeyFields)),
                written: group.Any(effect => effect.Verb is not EffectVerb.Read),
                typesOnly: planned is not null);
        }

        return fingerprints;
    }

    private async Task<AgentException> MismatchAsync(string name, string expected, IReadOnlyList<string> differences, CancellationToken cancellationToken)
    {
        await host.Store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.ApprovalMismatch,
                Subject = name,
                Phase = AuditPhase.Denied,
                Data = new Dictionary<string, string> { ["expected"] = expected, ["differs"] = string.Join(", ", differences) },
            },
            cancellationToken).ConfigureAwait(false);
        var what = differences.Count > 0 ? string.Join(", ", differences) : "something that the approval binds";
        return new AgentException(
            "E-APR-MISMATCH",
            $"What would run is not what was approved or planned: {what} changed since. Nothing was run.",
            $"Look at the change, then: intagent dry-run {name} and intagent approve {name} --reason \"…\"",
            ExitCode.Refused);
    }

    private static AgentException Stale(string name) => new(
        "E-APR-LATE",
        "The plan is older than seven days.",
        $"Make a new one: intagent dry-run {name}",
        ExitCode.Refused);

    private string SubjectPath(string hash)
    {
        var folder = Path.Combine(host.Workspace.Paths.Private, "subjects");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, hash + ".json");
    }
}
