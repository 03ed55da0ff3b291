using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.Examples;

/// <summary>
/// One example of a driver, taken through everything that an integration goes through: bindings from the discovered schema, compiler, policy, effects, dry run,
/// approval, and a run in the sandbox against real systems.
/// </summary>
internal sealed class ExampleRun
{
    private ExampleRun(IReadOnlyList<string> effects, RunReport report)
    {
        Effects = effects;
        Report = report;
    }

    /// <summary>What the compiler found that it does, as <c>upsert warehouse.leads by sf_id</c>.</summary>
    public IReadOnlyList<string> Effects { get; }

    /// <summary>What became of it.</summary>
    public RunReport Report { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The examples of a driver's package, by id.</summary>
    public static IReadOnlyList<string> Of(string project) =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", project, "examples"), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <param name="service">The workspace.</param>
    /// <param name="host">Its host.</param>
    /// <param name="project">The driver's folder under <c>src/</c>.</param>
    /// <param name="id">The example.</param>
    /// <param name="objects">The objects that it touches, as <c>read salesforce.Lead</c> or <c>write warehouse.leads</c>; those that its paths lead to are read.</param>
    public static async Task<ExampleRun> RunAsync(IntegrationService service, AgentHost host, string project, string id, params string[] objects)
    {
        var body = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "src", project, "examples", id + ".cs"), Token);
        Assert.StartsWith($"// id: {id}\n", body, StringComparison.Ordinal);
        var draft = new RequirementsSheet { Integration = id, Request = "the example " + id, Extra = [.. objects.Select(Touched)] };
        var schemas = await service.SchemasAsync(draft, Token);
        var validator = new ScriptValidator();
        var source = validator.WithBindings(body, schemas, Token);
        var checkedAlone = validator.Validate(new ValidationRequest { Source = source, Schemas = schemas }, Token);
        Assert.True(checkedAlone.Ok, string.Join('\n', checkedAlone.Diagnostics.Select(one => $"{one.Code} ({one.Line}) {one.Message} {one.NextAction}")) + "\n" + source);

        var effects = checkedAlone.Effects!.Effects;
        var sheet = draft with { Extra = [.. effects, .. draft.Extra.Where(one => !effects.Any(effect => effect.Connection == one.Connection && effect.Object == one.Object))] };
        var integration = host.Workspace.Integration(id);
        RequirementsFile.Write(integration, sheet);
        integration.WriteScript(source);
        await service.DryRunAsync(id, seed: 1, now: null, Token);
        await service.DecideAsync(new ApprovalRequest { Integration = id, Approved = true, Requester = "ada", Approver = "ada", Reason = "the example is to be seen at work" }, Token);
        return new ExampleRun([.. effects.Select(Text)], await service.RunAsync(id, resume: false, now: null, progress: null, Token));
    }

    private static Effect Touched(string text)
    {
        var words = text.Split(' ', '.');
        return new Effect { Connection = words[1], Object = words[2], Verb = words[0] == "read" ? EffectVerb.Read : EffectVerb.Upsert };
    }

    private static string Text(Effect effect) =>
        $"{effect.Verb.ToString().ToLowerInvariant()} {effect.Connection}.{effect.Object}{(effect.KeyFields.Count > 0 ? " by " + string.Join(",", effect.KeyFields) : "")}";
}
