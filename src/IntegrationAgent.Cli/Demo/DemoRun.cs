using System.Text.Json.Nodes;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Cli.Demo;

/// <summary>
/// The whole flow on embedded parts, in eight steps. Nothing in it knows the story's end: what each step must show is held against what came out,
/// and a demo that shows something else ends with exit 6.
/// </summary>
internal sealed partial class DemoRun(CommandSession session, DemoOptions options)
{
    private const string Source = "salesforce";
    private const string Target = "warehouse";
    private const int LeastLeads = 50;
    private readonly Screen screen = session.Screen;
    private readonly List<(string Text, bool Holds)> expectations = [];
    private readonly SortedDictionary<string, double> timings = new(StringComparer.Ordinal);
    private SalesforceSimulator simulator = null!; // set by the first step
    private AgentHost host = null!; // set by the second step
    private IntegrationService service = null!; // set by the second step
    private string integration = "";
    private string targetObject = "";
    private long began;

    private TimeProvider Time => session.Environment.Time;

    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Leads < LeastLeads)
            throw new AgentException("E-DEMO-LEADS", $"The demo needs at least {LeastLeads} leads: three of them change and one is deleted.", $"Write --leads {LeastLeads} or more.", ExitCode.Usage);
        var began = Time.GetTimestamp();
        // First, because nothing else makes sense without one.
        await ProbeAsync(cancellationToken).ConfigureAwait(false);
        simulator = await StartOrgAsync(cancellationToken).ConfigureAwait(false);
        await using var stopped = simulator.ConfigureAwait(false);
        await MakeWorkspaceAsync(cancellationToken).ConfigureAwait(false);
        await ConnectAsync(cancellationToken).ConfigureAwait(false);
        this.began = Time.GetTimestamp();
        await AuthorAsync(cancellationToken).ConfigureAwait(false);
        await CheckAndPlanAsync(cancellationToken).ConfigureAwait(false);
        if (!await ApproveAsync(cancellationToken).ConfigureAwait(false))
            return ExitCode.Refused;
        await FirstRunAsync(cancellationToken).ConfigureAwait(false);
        Took("askToVerified", this.began);
        await LaterRunsAsync(cancellationToken).ConfigureAwait(false);
        await ShowTrustAsync(cancellationToken).ConfigureAwait(false);
        Took("total", began);
        return Summarize();
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var named = session.Sandbox ?? session.Environment.Variable("INTAGENT_SANDBOX");
        var sandbox = await new SandboxSelector().SelectAsync(string.IsNullOrEmpty(named) ? SandboxSelector.Automatic : named, cancellationToken).ConfigureAwait(false);
        var level = (await sandbox.ProbeAsync(cancellationToken).ConfigureAwait(false)).Level;
        screen.Text("IntegrationAgent: a sync, from a sentence to verified rows", 0, Tone.Strong);
        screen.Text($"Sandbox: {sandbox.Name} ({level}). Everything below is real: HTTP, packages, processes, a database file.", 0, Tone.Dim);
        if (level == IsolationLevel.Unisolated)
            screen.Note("Unisolated, because it was asked for by name: scripts and drivers can touch this machine.", 0);
        session.Result["sandbox"] = sandbox.Name;
    }

    private void Step(int number, string title)
    {
        screen.Line();
        screen.Text($"{number}  {title}", 0, Tone.Strong);
    }

    private void Took(string name, long since) => timings[name] = Math.Round(Time.GetElapsedTime(since).TotalMilliseconds);

    /// <summary>Holds what a step must show against what came out.</summary>
    private void Expect(bool holds, string text)
    {
        expectations.Add((text, holds));
        if (holds)
            screen.Done(text);
        else
            screen.Failed(text);
    }

    private ExitCode Summarize()
    {
        var failed = expectations.Where(one => !one.Holds).ToList();
        screen.Line();
        screen.Text(failed.Count == 0 ? "Done" : "Not as it should be", 0, failed.Count == 0 ? Tone.Good : Tone.Bad);
        foreach (var (text, _) in failed)
            screen.Failed(text);
        screen.Pairs(
        [
            ("ask → verified", Show.Seconds(TimeSpan.FromMilliseconds(timings["askToVerified"]))),
            ("all of it", Show.Seconds(TimeSpan.FromMilliseconds(timings["total"]))),
            ("workspace", session.OpenWorkspace().Paths.Root),
            ("script", session.OpenWorkspace().Integration(integration).Paths.Script),
            ("look around", $"cd {session.OpenWorkspace().Paths.Root}, then: intagent runs, intagent audit, intagent driver list"),
        ]);
        session.Result["timings"] = CliJson.Node(timings);
        session.Result["expectations"] = new JsonArray([.. expectations.Select(one => (JsonNode)new JsonObject { ["text"] = one.Text, ["holds"] = one.Holds })]);
        return failed.Count == 0 ? ExitCode.Ok : ExitCode.Incomplete;
    }
}
