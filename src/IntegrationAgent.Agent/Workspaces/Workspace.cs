using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Workspaces;

/// <summary>
/// A folder with connections, drivers and integrations. Opening it reads the configuration and touches nothing else; the state store
/// is opened by whoever needs it.
/// </summary>
public sealed class Workspace
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private Workspace(WorkspacePaths paths, WorkspaceConfiguration configuration)
    {
        Paths = paths;
        Configuration = configuration;
        DotEnv = new DotEnvFile(paths.DotEnv);
    }

    /// <summary>Where it keeps what.</summary>
    public WorkspacePaths Paths { get; }

    /// <summary>What stands in <c>intagent.json</c>.</summary>
    public WorkspaceConfiguration Configuration { get; private set; }

    /// <summary>Its <c>.env</c>.</summary>
    public DotEnvFile DotEnv { get; }

    /// <summary>Makes a workspace in a folder that has none; files that are there are kept.</summary>
    /// <exception cref="AgentException"><c>E-WSP-EXISTS</c>: there is one already.</exception>
    public static Workspace Create(string path, WorkspaceConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var paths = new WorkspacePaths(path);
        if (File.Exists(paths.Configuration))
        {
            throw new AgentException(
                "E-WSP-EXISTS",
                $"{paths.Root} is a workspace already.",
                "Use it, or choose another folder. What is missing in it comes back with: intagent init --repair",
                ExitCode.Usage);
        }

        Directory.CreateDirectory(paths.Root);
        WorkspaceFiles.WriteMissing(paths);
        // Last, because this file is what makes the folder a workspace.
        WriteConfiguration(paths, configuration);
        return new Workspace(paths, configuration);
    }

    /// <summary>Opens a workspace.</summary>
    /// <exception cref="AgentException">
    /// <c>E-WSP-NONE</c>: the folder is none; <c>E-WSP-CONFIG</c>: its configuration cannot be understood;
    /// <c>E-WSP-INCOMPLETE</c>: a piece of it is missing, which one, and how it comes back.
    /// </exception>
    public static Workspace Open(string path)
    {
        var paths = new WorkspacePaths(path);
        var configuration = ReadConfiguration(paths);
        WorkspaceFiles.RequireWhole(paths);
        return new Workspace(paths, configuration);
    }

    /// <summary>Opens a workspace after writing back what is missing of it and can be made anew; returns what that was.</summary>
    public static (Workspace Workspace, IReadOnlyList<string> Repaired) Repair(string path)
    {
        var paths = new WorkspacePaths(path);
        var configuration = ReadConfiguration(paths);
        var repaired = WorkspaceFiles.WriteMissing(paths);
        WorkspaceFiles.RequireWhole(paths);
        return (new Workspace(paths, configuration), repaired);
    }

    /// <summary>The workspace that a folder belongs to: the folder itself or the nearest one above it. Null when there is none.</summary>
    public static string? FindRoot(string path)
    {
        for (var folder = new DirectoryInfo(Path.GetFullPath(path)); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "intagent.json")))
                return folder.FullName;
        }

        return null;
    }

    /// <summary>Replaces the configuration. Record a changed policy in the audit first.</summary>
    public void Save(WorkspaceConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        WriteConfiguration(Paths, configuration);
        Configuration = configuration;
    }

    /// <summary>The connections.</summary>
    public ConnectionStore Connections(SecretScrubber scrubber) => new(Paths.Connections, scrubber);

    /// <summary>The credentials, found in the environment and in <c>.env</c>.</summary>
    public SecretSource Secrets(SecretScrubber scrubber, Func<string, string?>? environment = null) =>
        new(environment ?? Environment.GetEnvironmentVariable, DotEnv, scrubber);

    /// <summary>The integration of that name, whether or not it has a script yet.</summary>
    public Integration Integration(string name) => new(Paths.Integration(name));

    /// <summary>The integrations that there are, by name.</summary>
    public IReadOnlyList<Integration> Integrations() => Directory.Exists(Paths.Integrations)
        ? [.. Directory.EnumerateDirectories(Paths.Integrations).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal).Select(Integration)]
        : [];

    /// <summary>Opens the state store, creating or migrating it.</summary>
    /// <exception cref="AgentException"><c>E-STA-…</c>, <c>E-AUD-…</c>, <c>E-SEC-KEY-…</c>.</exception>
    public Task<IStateStore> OpenStateAsync(StateOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        CreatePrivate(Paths);
        return StateStore.OpenAsync(StateLocation(options.Scrubber), Configuration.Audit, options, cancellationToken);
    }

    /// <summary>Where its state is; the address of a server is taught to the scrubber.</summary>
    internal StateLocation StateLocation(SecretScrubber scrubber) =>
        State.StateLocation.Of(this, variable => Secrets(scrubber).Find(variable)?.Reveal());

    internal static void CreatePrivate(WorkspacePaths paths)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(paths.Private);
        else
            Directory.CreateDirectory(paths.Private, OwnerOnly);
    }

    private static WorkspaceConfiguration ReadConfiguration(WorkspacePaths paths)
    {
        if (!File.Exists(paths.Configuration))
        {
            var pieces = WorkspaceFiles.Pieces(paths);
            throw pieces.Count > 0
                ? new AgentException(
                    "E-WSP-CONFIG-MISSING",
                    $"{paths.Root} has {pieces[0]} of a workspace and no intagent.json.",
                    "Restore intagent.json from version control, or run: intagent init",
                    ExitCode.Usage)
                : new AgentException(
                    "E-WSP-NONE",
                    $"{paths.Root} is no workspace: it has no intagent.json.",
                    "Run intagent init there, or name the workspace with --workspace.",
                    ExitCode.Usage);
        }

        try
        {
            var configuration = JsonSerializer.Deserialize(File.ReadAllText(paths.Configuration), WorkspaceJson.Default.WorkspaceConfiguration)
                ?? throw new JsonException("It is null.");
            WorkspaceFiles.Validate(paths, configuration);
            return configuration;
        }
        catch (JsonException exception)
        {
            throw new AgentException(
                "E-WSP-CONFIG",
                $"{paths.Configuration} cannot be understood at {exception.Path ?? "its start"}, line {(exception.LineNumber ?? 0) + 1}.",
                "Correct that place; docs/governance.md lists the members and their defaults.",
                ExitCode.Usage,
                exception);
        }
    }

    private static void WriteConfiguration(WorkspacePaths paths, WorkspaceConfiguration configuration)
    {
        WorkspaceFiles.Validate(paths, configuration);
        var json = JsonSerializer.Serialize(configuration, WorkspaceJson.Default.WorkspaceConfiguration);
        AtomicFile.Write(paths.Configuration, Encoding.UTF8.GetBytes(json + "\n"));
    }
}
