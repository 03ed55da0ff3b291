using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Hosting;

/// <summary>The way of an integration from its script to its verified rows: check, dry run, approval, run. Thread-safe.</summary>
public sealed partial class IntegrationService
{
    private readonly AgentHost host;
    private readonly ScriptValidator validator;

    /// <summary>Works on an opened workspace.</summary>
    /// <param name="host">The workspace; stays the caller's.</param>
    /// <param name="validator">The compiler; one for a process, so that it stays warm.</param>
    public IntegrationService(AgentHost host, ScriptValidator validator)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(validator);
        this.host = host;
        this.validator = validator;
        Discovery = new DiscoveryService(host.Store, host.ConnectAsync, new DiscoveryLimits(), host.Options.Time, () => host.Workspace.Configuration.Policy.Values, host.Telemetry);
    }

    /// <summary>What the systems really have.</summary>
    public DiscoveryService Discovery { get; }

    /// <summary>Checks a script against its requirements: compile, policy, effects. Nothing of it runs.</summary>
    /// <exception cref="AgentException"><c>E-WSP-…</c>, <c>E-REQ-…</c>, and what a connection can throw.</exception>
    public async Task<ValidationReport> CheckAsync(string name, CancellationToken cancellationToken)
    {
        var integration = host.Workspace.Integration(name);
        var source = integration.ReadScript();
        integration.KeepPresentVersion();
        var sheet = RequirementsFile.Read(integration);
        return await CheckAsync(source, sheet, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks a text that is not yet the integration's script.</summary>
    public Task<ValidationReport> CheckAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        return host.Telemetry.SpanAsync(SpanNames.Check, [(AttributeNames.Integration, sheet.Integration)], async span =>
        {
            var report = await ValidateAsync(source, sheet, await SchemasAsync(sheet, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            span?.SetTag(AttributeNames.ErrorType, report.Diagnostics.FirstOrDefault()?.Code);
            return report;
        });
    }

    /// <summary>
    /// Checks an integration's script for what an approval binds. Unless it is to be checked anew, the check that was kept with the approval is taken, where nothing
    /// that it depends on is another.
    /// </summary>
    /// <returns>The report, and the hash of what it was computed from.</returns>
    private Task<(ValidationReport Report, string Inputs)> CheckBoundAsync(string name, bool anew, CancellationToken cancellationToken)
    {
        var integration = host.Workspace.Integration(name);
        var source = integration.ReadScript();
        var hash = Workspaces.Integration.HashOf(source);
        integration.KeepPresentVersion();
        var sheet = RequirementsFile.Read(integration);
        return host.Telemetry.SpanAsync(SpanNames.Check, [(AttributeNames.Integration, name)], async span =>
        {
            var schemas = await SchemasAsync(sheet, cancellationToken).ConfigureAwait(false);
            var inputs = KeptCheck.InputsOf(hash, schemas, sheet.AllowedEffects());
            if (!anew && KeptCheck.Read(KeptCheckPath(name), host.CheckKey, inputs)?.Report(hash) is { } kept)
            {
                await RecordAsync(name, kept, "kept", cancellationToken).ConfigureAwait(false);
                return (kept, inputs);
            }

            var report = await ValidateAsync(source, sheet, schemas, cancellationToken).ConfigureAwait(false);
            span?.SetTag(AttributeNames.ErrorType, report.Diagnostics.FirstOrDefault()?.Code);
            return (report, inputs);
        });
    }

    private string KeptCheckPath(string name) => Path.Combine(host.Workspace.Paths.Private, "checks", name);

    private async Task<ValidationReport> ValidateAsync(string source, RequirementsSheet sheet, IReadOnlyList<ConnectionSchema> schemas, CancellationToken cancellationToken)
    {
        var report = validator.Validate(
            new ValidationRequest { Source = source, Schemas = schemas, Allowed = new AllowedEffects(sheet.AllowedEffects()) },
            cancellationToken);
        await RecordAsync(sheet.Integration, report, "compiled", cancellationToken).ConfigureAwait(false);
        return report;
    }

    private async Task RecordAsync(string name, ValidationReport report, string from, CancellationToken cancellationToken) =>
        await host.Store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.ScriptValidated,
                Subject = name,
                Data = new Dictionary<string, string>
                {
                    ["script"] = report.SourceHash,
                    ["from"] = from,
                    ["ok"] = report.Ok ? "true" : "false",
                    ["codes"] = string.Join(',', report.Diagnostics.Select(found => found.Code).Distinct(StringComparer.Ordinal)),
                },
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>A script with the bindings that its body needs.</summary>
    public async Task<string> WithBindingsAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken) =>
        validator.WithBindings(source, await SchemasAsync(sheet, cancellationToken).ConfigureAwait(false), cancellationToken);

    /// <summary>The schemas that a script for this sheet is written against: the source with what its paths lead to, and the target as it is or will be.</summary>
    public async Task<IReadOnlyList<ConnectionSchema>> SchemasAsync(RequirementsSheet sheet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var objects = new SortedDictionary<string, List<ObjectSchema>>(StringComparer.Ordinal);
        if (sheet.Source is { } source)
        {
            foreach (var schema in await SourceAsync(sheet, source, cancellationToken).ConfigureAwait(false))
                Add(source.Connection, schema);
        }

        if (sheet.Target is { } target)
            Add(target.Connection, sheet.CreateTarget ? Planned(sheet, target) : await Discovery.GetFieldsAsync(target.Connection, target.Object, refresh: false, cancellationToken).ConfigureAwait(false));
        foreach (var effect in sheet.Extra.Where(effect => effect.Verb is not (EffectVerb.NativeQuery or EffectVerb.Operation)))
        {
            if (!objects.TryGetValue(effect.Connection, out var known) || known.TrueForAll(schema => schema.Name != effect.Object))
                Add(effect.Connection, await Discovery.GetFieldsAsync(effect.Connection, effect.Object, refresh: false, cancellationToken).ConfigureAwait(false));
        }

        return [.. objects.Select(pair => new ConnectionSchema
        {
            Connection = pair.Key,
            PackageId = PackageOf(pair.Key),
            Objects = pair.Value,
            IsSource = sheet.Source?.Connection == pair.Key || sheet.Extra.Any(effect => effect.Connection == pair.Key && effect.Verb == EffectVerb.Read),
            IsTarget = sheet.Target?.Connection == pair.Key || sheet.Extra.Any(effect => effect.Connection == pair.Key && effect.Verb is not EffectVerb.Read),
        })];

        void Add(string connection, ObjectSchema schema)
        {
            if (!objects.TryGetValue(connection, out var list))
                objects[connection] = list = [];
            list.Add(schema);
        }
    }

    /// <summary>The target as the sheet describes it.</summary>
    internal static ObjectSchema Planned(RequirementsSheet sheet, ObjectChoice target) => new()
    {
        Name = target.Object,
        Fields = [.. sheet.Fields.Select(field => new FieldSchema { Name = field.TargetField, Type = field.Type, Nullable = field.TargetField != sheet.TargetKey })],
        KeyFields = sheet.TargetKey is null ? [] : [sheet.TargetKey],
    };

    /// <summary>The source, and every object that the sheet's paths pass through.</summary>
    private async Task<IReadOnlyList<ObjectSchema>> SourceAsync(RequirementsSheet sheet, ObjectChoice source, CancellationToken cancellationToken)
    {
        var schemas = new List<ObjectSchema> { await Discovery.GetFieldsAsync(source.Connection, source.Object, refresh: false, cancellationToken).ConfigureAwait(false) };
        foreach (var path in sheet.Fields.Select(field => field.SourceField).Concat(sheet.Filters.Select(filter => filter.Field)).Distinct(StringComparer.Ordinal))
        {
            var current = schemas[0];
            foreach (var part in path.Split('.')[..^1])
            {
                var reference = current.Fields.FirstOrDefault(field => field.RelationshipName == part && field.ReferenceTo.Count > 0) ?? throw NotFound(part, current);
                current = schemas.Find(schema => schema.Name == reference.ReferenceTo[0])
                    ?? await Discovery.GetFieldsAsync(source.Connection, reference.ReferenceTo[0], refresh: false, cancellationToken).ConfigureAwait(false);
                if (!schemas.Contains(current))
                    schemas.Add(current);
            }
        }

        return schemas;
    }

    private static AgentException NotFound(string name, ObjectSchema schema) =>
        new("E-REQ-FIELD", $"{schema.Name} has no '{name}'.", "Choose a field that discovery lists.", ExitCode.Findings);

    private string PackageOf(string connection)
    {
        var definition = host.Connections.Find(connection);
        return definition is null ? "" : host.Drivers.List().FirstOrDefault(driver => driver.DriverId == definition.DriverId)?.PackageId ?? "";
    }

    private async Task<Dictionary<string, IDriverConnection>> ConnectAllAsync(IEnumerable<Effect> effects, CancellationToken cancellationToken)
    {
        var names = effects.Select(effect => effect.Connection).Distinct(StringComparer.Ordinal).ToList();
        var opened = await Task.WhenAll(names.Select(name => host.ConnectAsync(name, cancellationToken))).ConfigureAwait(false);
        return names.Zip(opened).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static AgentException CheckFailed(ValidationReport report, string name)
    {
        var first = report.Diagnostics.First();
        var refused = first.Code.StartsWith("E-POL", StringComparison.Ordinal) || first.Code.StartsWith("E-EFF", StringComparison.Ordinal);
        return new AgentException(
            first.Code,
            $"The script of '{name}' does not pass its check: {first.Message}",
            first.NextAction.Length > 0 ? first.NextAction : $"See everything with: intagent check {name}",
            refused ? ExitCode.Refused : ExitCode.Findings);
    }
}
