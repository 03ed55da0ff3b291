using System.Text.Json.Nodes;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.App;

/// <summary>One invocation of one command: its output behind the scrubber, its workspace, opened when it is first needed.</summary>
internal sealed class CommandSession : IAsyncDisposable
{
    private readonly string? workspacePath;
    private readonly TextWriter output;
    private readonly TextWriter error;
    private Workspace? workspace;
    private AgentHost? host;
    private IntegrationService? service;
    private bool announced;

    public CommandSession(CliEnvironment environment, bool json, bool verbose, string? workspacePath)
    {
        Environment = environment;
        Json = json;
        Verbose = verbose;
        this.workspacePath = workspacePath;
        output = Scrubber.Wrap(environment.Output);
        error = Scrubber.Wrap(environment.Error);
        Screen = new Screen(json ? TextWriter.Null : output, environment.Width, environment.Colors && !json);
        Scrub(environment.Variables);
    }

    public CliEnvironment Environment { get; }

    public SecretScrubber Scrubber { get; } = new();

    public bool Json { get; }

    public bool Verbose { get; }

    /// <summary>What people see; nothing with <c>--json</c>.</summary>
    public Screen Screen { get; }

    /// <summary>What machines get with <c>--json</c>.</summary>
    public JsonObject Result { get; } = [];

    /// <summary>True when a person can be asked.</summary>
    public bool CanAsk => Environment.InputIsTerminal && !Json;

    /// <summary>Who uses this program.</summary>
    public string User => Environment.UserName;

    /// <summary>Raw text for files that a command writes to standard output.</summary>
    public TextWriter Output => output;

    /// <summary>The folder of the workspace, whether or not it is one.</summary>
    public string WorkspaceFolder => workspacePath is null
        ? Workspace.FindRoot(Environment.CurrentFolder) ?? Environment.CurrentFolder
        : FullPath(workspacePath);

    /// <summary>Told of everything that happens; null where nothing is exported.</summary>
    public AgentTelemetry? Telemetry { get; set; }

    /// <summary>The sandbox to use instead of the workspace's.</summary>
    public string? Sandbox { get; set; }

    public string FullPath(string path) => Path.GetFullPath(path, Environment.CurrentFolder);

    public Workspace OpenWorkspace()
    {
        if (workspace is not null)
            return workspace;
        workspace = Workspace.Open(WorkspaceFolder);
        workspace.Secrets(Scrubber, Environment.Variable).SeedScrubber(Environment.Variables);
        return workspace;
    }

    /// <summary>Uses a workspace that was just made.</summary>
    public void Use(Workspace made)
    {
        workspace = made;
        made.Secrets(Scrubber, Environment.Variable).SeedScrubber(Environment.Variables);
    }

    public async Task<AgentHost> HostAsync(CancellationToken cancellationToken) => host ??= await AgentHost.OpenAsync(
        OpenWorkspace(),
        new AgentHostOptions
        {
            Environment = Environment.Variable,
            Scrubber = Scrubber,
            Telemetry = Telemetry,
            Time = Environment.Time,
            Faults = ArmedFaults.FromEnvironment(Environment.Variable),
            Sandbox = Sandbox ?? (Environment.Variable("INTAGENT_SANDBOX") is { Length: > 0 } named ? named : null),
            User = User,
        },
        cancellationToken).ConfigureAwait(false);

    public async Task<IntegrationService> ServiceAsync(CancellationToken cancellationToken) =>
        service ??= new IntegrationService(await HostAsync(cancellationToken).ConfigureAwait(false), new ScriptValidator());

    /// <summary>Prints the result of a command that goes on until it is stopped.</summary>
    public void Announce()
    {
        WriteResult(ExitCode.Ok);
        announced = true;
    }

    public void WriteResult(ExitCode code)
    {
        if (Json && !announced)
        {
            var result = new JsonObject { ["ok"] = code == ExitCode.Ok, ["exitCode"] = (int)code };
            foreach (var (name, value) in Result)
                result[name] = value?.DeepClone();
            output.WriteLine(result.ToJsonString(CliJson.Options));
        }

        output.Flush();
    }

    public ExitCode WriteFailure(Failure failure)
    {
        Screen.EndProgress();
        output.Flush();
        failure.Write(error, Verbose && failure.Exception is not null ? failure.Exception.ToString() : null);
        error.Flush();
        if (Json)
        {
            var json = failure.ToJson();
            foreach (var (name, value) in Result)
                json[name] = value?.DeepClone();
            output.WriteLine(json.ToJsonString(CliJson.Options));
        }

        output.Flush();
        return failure.ExitCode;
    }

    /// <summary>Says on standard error why a command that has its result does not end with 0.</summary>
    public ExitCode Say(Failure failure)
    {
        Screen.EndProgress();
        output.Flush();
        failure.Write(error, null);
        error.Flush();
        return failure.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync().ConfigureAwait(false);
        // The streams behind are the process's own: what the scrubber holds back is written, nothing is closed.
        await output.FlushAsync().ConfigureAwait(false);
        await error.FlushAsync().ConfigureAwait(false);
    }

    private void Scrub(IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (name, value) in variables.Where(variable => variable.Key.Contains("SECRET", StringComparison.Ordinal)
            || variable.Key.Contains("PASSWORD", StringComparison.Ordinal) || variable.Key.Contains("TOKEN", StringComparison.Ordinal)))
        {
            Scrubber.Add(name, value);
        }
    }
}
