using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Hosting;

public sealed partial class IntegrationService
{
    /// <summary>Makes a dry run and keeps its plan as <c>plan.json</c>.</summary>
    /// <param name="name">The integration.</param>
    /// <param name="seed">Chooses the samples; the run's seed too.</param>
    /// <param name="now">The logical time; null for the store's clock.</param>
    /// <param name="cancellationToken">Ends the dry run; nothing is kept.</param>
    /// <exception cref="AgentException"><c>E-CMP-…</c>, <c>E-POL-…</c>, <c>E-EFF-…</c>, <c>E-DRY-…</c>, and what a connection can throw.</exception>
    public Task<Plan> DryRunAsync(string name, long seed, DateTimeOffset? now, CancellationToken cancellationToken) =>
        DryRunAsync(name, seed, now, new Dictionary<string, string>(), cancellationToken);

    /// <summary>The same with parameters for the script. They are part of the plan: what is approved runs with these, from the command line as from a schedule.</summary>
    /// <param name="name">The integration.</param>
    /// <param name="seed">Chooses the samples; the run's seed too.</param>
    /// <param name="now">The logical time; null for the store's clock.</param>
    /// <param name="parameters">What the script reads as <c>job.Parameters</c>.</param>
    /// <param name="cancellationToken">Ends the dry run; nothing is kept.</param>
    /// <exception cref="AgentException"><c>E-DRY-PARAMETER…</c> (exit 2), and what a dry run without parameters throws.</exception>
    public Task<Plan> DryRunAsync(string name, long seed, DateTimeOffset? now, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken) =>
        host.Telemetry.SpanAsync(SpanNames.DryRun, [(AttributeNames.Integration, name)], async _ =>
        {
            var plan = await PlanAsync(name, seed, now, ScriptParameters.Check(parameters), cancellationToken).ConfigureAwait(false);
            host.Telemetry.Log.PlanMade(host.Telemetry.Clean(name), plan.RecordsRead, plan.Creates, plan.Updates, plan.Deletes.Records);
            return plan;
        });

    private async Task<Plan> PlanAsync(string name, long seed, DateTimeOffset? now, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var integration = host.Workspace.Integration(name);
        var report = await CheckAsync(name, cancellationToken).ConfigureAwait(false);
        if (report.Assembly is null)
            throw CheckFailed(report, name);
        ScriptParameters.RequireFor(report.Effects!, parameters, name);
        var effects = report.Effects!.Effects;
        var connections = await ConnectAllAsync(effects, cancellationToken).ConfigureAwait(false);
        var dryRun = new DryRun(host.TakeScriptHostAsync, host.Limits);
        var plan = await dryRun.PlanAsync(
            new DryRunRequest
            {
                Integration = name,
                ScriptSha256 = report.SourceHash,
                Assembly = report.Assembly,
                Effects = effects,
                Connections = connections,
                Now = now ?? await host.Store.Clock.GetUtcNowAsync(cancellationToken).ConfigureAwait(false),
                Seed = seed,
                Parameters = parameters,
                SpillFolder = Path.Combine(host.Workspace.Paths.Private, "plans", name),
                Cursors = RunPositions.Of(await host.Store.Runs.CursorsAsync(name, cancellationToken).ConfigureAwait(false)),
                Literals = Literals(report, RequirementsFile.Read(integration), await SchemasAsync(RequirementsFile.Read(integration), cancellationToken).ConfigureAwait(false)),
                MaxRows = host.Workspace.Configuration.Policy.Caps.MaxRows,
            },
            cancellationToken).ConfigureAwait(false);
        AtomicFile.Write(integration.Paths.Plan, JsonSerializer.SerializeToUtf8Bytes(plan, PlanJson.Default.Plan));
        await host.Store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.DryRun,
                Subject = name,
                Data = new Dictionary<string, string>
                {
                    ["plan"] = plan.Digest,
                    ["script"] = plan.ScriptSha256,
                    ["read"] = plan.RecordsRead.ToString(CultureInfo.InvariantCulture),
                    ["creates"] = plan.Creates.ToString(CultureInfo.InvariantCulture),
                    ["updates"] = plan.Updates.ToString(CultureInfo.InvariantCulture),
                    ["deletes"] = plan.Deletes.Records.ToString(CultureInfo.InvariantCulture),
                },
            },
            cancellationToken).ConfigureAwait(false);
        return plan;
    }

    /// <summary>The plan of the last dry run.</summary>
    /// <exception cref="AgentException"><c>E-DRY-NONE</c>, <c>E-DRY-INVALID</c>.</exception>
    public Plan ReadPlan(string name)
    {
        var path = host.Workspace.Integration(name).Paths.Plan;
        if (!File.Exists(path))
            throw new AgentException("E-DRY-NONE", $"'{name}' has no plan yet.", $"Run: intagent dry-run {name}", ExitCode.Usage);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), PlanJson.Default.Plan) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new AgentException("E-DRY-INVALID", $"{path} is not a plan.", $"Make it anew: intagent dry-run {name}", ExitCode.Usage, exception);
        }
    }

    /// <summary>The most that a run of this plan may do: the plan with some room, within the workspace's caps.</summary>
    public static Envelope EnvelopeOf(Plan plan, WorkspaceCaps caps)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(caps);
        var room = Math.Max(100, plan.Writes.Sum(write => write.Records) / 20);
        return new Envelope
        {
            MaxCreates = Math.Min(caps.MaxCreates, plan.Creates + Math.Max(room, plan.Creates / 4)),
            MaxUpdates = Math.Min(caps.MaxUpdates, plan.Updates + Math.Max(room, plan.Updates / 4)),
            MaxDeletes = plan.Deletes.Rule == "delete" ? Math.Min(caps.MaxDeletes, plan.Deletes.Records + Math.Max(10, plan.Deletes.Records / 4)) : 0,
            MaxCalls = caps.MaxCalls,
            MaxSeconds = caps.MaxSeconds,
        };
    }

    private static List<PlannedLiteral> Literals(ValidationReport report, RequirementsSheet sheet, IReadOnlyList<ConnectionSchema> schemas)
    {
        var said = new List<string> { sheet.Request, sheet.Integration };
        said.AddRange(sheet.Questions.SelectMany(question => new[] { question.Question, question.Answer }));
        said.AddRange(sheet.Filters.SelectMany(filter => new[] { filter.Asked, filter.Value }));
        said.AddRange(sheet.Fields.Select(field => field.Asked));
        if (sheet.Deletes is { } deletes)
            said.Add(deletes.ToString());
        // The rule is shown with the sheet, whether it was said or assumed.
        if (sheet.Deletes is { } rule)
            said.Add(rule.ToString());
        var marked = LiteralProvenance.Mark(report.Effects!.Literals, new LiteralSources { User = said, Schemas = schemas });
        return [.. marked.Where(literal => literal.Origin != LiteralOrigin.Trivial).Select(literal => new PlannedLiteral
        {
            Text = literal.Text,
            Line = literal.Line,
            Origin = literal.Origin.ToString().ToLowerInvariant(),
        })];
    }

    private string WritePage(Plan plan, string subjectHash)
    {
        var html = PlanHtml.Render($"Plan for {plan.Integration}", PlanSections.Of(plan), $"plan {plan.Digest} · subject {subjectHash}");
        var bytes = Encoding.UTF8.GetBytes(html);
        var hash = CanonicalJson.Hash(bytes);
        var folder = Path.Combine(host.Workspace.Paths.Private, "pages");
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, hash + ".html"), bytes);
        return hash;
    }
}
