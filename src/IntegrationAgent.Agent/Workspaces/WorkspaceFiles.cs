using System.Text;
using IntegrationAgent.Agent.State.Sql;

namespace IntegrationAgent.Agent.Workspaces;

/// <summary>The pieces that make a workspace whole.</summary>
internal static class WorkspaceFiles
{
    private const string EmptyConnections = "{\n  \"version\": 1,\n  \"connections\": []\n}\n";
    private const string EmptyLock = "{\n  \"lockVersion\": 1,\n  \"drivers\": []\n}\n";
    private const string Ignore = ".env\n.env.*\n!.env.example\n.intagent/\n";

    private const string Example = """
        # Copy to .env, then: chmod 600 .env
        # <CONNECTION>__<NAME> wins over <NAME>; the environment wins over this file.
        #
        # SALESFORCE__SF_CLIENT_ID=
        # SALESFORCE__SF_CLIENT_SECRET=

        """;

    public static IReadOnlyList<string> WriteMissing(WorkspacePaths paths)
    {
        var written = new List<string>();
        if (!Directory.Exists(paths.Integrations))
        {
            Directory.CreateDirectory(paths.Integrations);
            written.Add("integrations/");
        }

        if (!Directory.Exists(paths.Private))
        {
            Workspace.CreatePrivate(paths);
            written.Add(".intagent/");
        }

        WriteMissing(paths.Connections, EmptyConnections, written);
        WriteMissing(paths.DriversLock, EmptyLock, written);
        WriteMissing(paths.DotEnvExample, Example, written);
        WriteIgnore(paths, written);
        return written;
    }

    public static void RequireWhole(WorkspacePaths paths)
    {
        Require(Directory.Exists(paths.Integrations), "integrations/", "Every integration is kept there.");
        Require(File.Exists(paths.Connections), "connections.json", "It names the systems and their drivers.");
        Require(File.Exists(paths.DriversLock), "drivers.lock.json", "It names the drivers that may be loaded, by hash.");
        RequireIgnored(paths);
        if (!Directory.Exists(paths.Private) || File.Exists(paths.Key) || !File.Exists(paths.StateDatabase))
            return;
        throw new AgentException(
            "E-SEC-KEY-MISSING",
            $"{paths.Root} has a state store and not the key it is sealed with (.intagent/key).",
            "Restore .intagent/key from a backup. Without it approvals and kept values are lost: move .intagent away to begin anew.",
            ExitCode.Refused);
    }

    /// <summary>The pieces of a workspace that stand in a folder without a configuration.</summary>
    public static IReadOnlyList<string> Pieces(WorkspacePaths paths) =>
    [
        .. new[] { paths.Private, paths.Connections, paths.DriversLock }
            .Where(piece => File.Exists(piece) || Directory.Exists(piece))
            .Select(piece => Path.GetFileName(piece)),
    ];

    public static void Validate(WorkspacePaths paths, WorkspaceConfiguration configuration)
    {
        Expect(configuration.Version == 1, "version", "is 1; a higher one was written by a newer version of this program");
        Expect(!string.IsNullOrWhiteSpace(configuration.Name) && configuration.Name.Length <= 200, "name", "is a text of 1 to 200 characters");
        Expect(configuration.Feeds.All(feed => !string.IsNullOrWhiteSpace(feed)), "feeds", "holds addresses or folders");
        Expect(configuration.Model.Provider is "guided" or "anthropic" or "openai" or "ollama", "model.provider", "is guided, anthropic, openai or ollama");
        Expect(configuration.Model.MaxTokens > 0, "model.maxTokens", "is above 0");
        Expect(configuration.Model.Temperature is null or (>= 0 and <= 2), "model.temperature", "is from 0 to 2");
        Expect(configuration.Sandbox.Kind is "auto" or "jail" or "bubblewrap" or "e2b", "sandbox.kind", "is auto, jail, bubblewrap or e2b");
        Expect(configuration.Sandbox is { MemoryMegabytes: >= 64, CpuSeconds: > 0 }, "sandbox", "gives at least 64 megabytes and 1 second");
        Expect(configuration.State.Store is "sqlite" or "postgres", "state.store", "is sqlite or postgres");
        Expect(!string.IsNullOrWhiteSpace(configuration.State.AddressVariable), "state.addressVariable", "is the name of a variable");
        Expect(PostgresAddress.IsSchema(configuration.State.Schema), "state.schema", "is 1 to 63 lower-case letters, digits and _, the first no digit");
        Expect(configuration.Audit.CheckpointEvery is > 0 and <= 100_000, "audit.checkpointEvery", "is from 1 to 100,000");
        Expect(!string.IsNullOrWhiteSpace(configuration.Audit.CheckpointFile), "audit.checkpointFile", "is a file");
        var caps = configuration.Policy.Caps;
        Expect(caps is { MaxRows: >= 0, MaxCreates: >= 0, MaxUpdates: >= 0, MaxDeletes: >= 0, MaxCalls: >= 0, MaxSeconds: > 0 }, "policy.caps", "holds no negative number");

        void Expect(bool holds, string member, string rule)
        {
            if (!holds)
                throw new AgentException("E-WSP-CONFIG", $"{paths.Configuration}: {member} does not hold; it {rule}.", $"Correct {member}.", ExitCode.Usage);
        }
    }

    private static void Require(bool present, string piece, string use)
    {
        if (present)
            return;
        throw new AgentException(
            "E-WSP-INCOMPLETE",
            $"The workspace is half there: {piece} is missing. {use}",
            $"Restore {piece} from version control, or make an empty one with: intagent init --repair",
            ExitCode.Usage);
    }

    private static void RequireIgnored(WorkspacePaths paths)
    {
        var lines = File.Exists(paths.GitIgnore) ? File.ReadAllLines(paths.GitIgnore) : [];
        foreach (var name in (string[])[".env", ".intagent/"])
        {
            var ignored = lines.Any(line => line.Trim().Trim('/') == name.TrimEnd('/'));
            Require(ignored, $"the line {name} in .gitignore", "Without it secrets would go into version control.");
        }
    }

    private static void WriteMissing(string path, string content, List<string> written)
    {
        if (AtomicFile.TryCreate(path, Encoding.UTF8.GetBytes(content), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead))
            written.Add(Path.GetFileName(path));
    }

    private static void WriteIgnore(WorkspacePaths paths, List<string> written)
    {
        var present = File.Exists(paths.GitIgnore) ? File.ReadAllText(paths.GitIgnore) : "";
        var lines = present.Split('\n').Select(line => line.Trim().Trim('/')).ToHashSet(StringComparer.Ordinal);
        var missing = Ignore.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !lines.Contains(line.Trim('/'))).ToArray();
        if (missing.Length == 0)
            return;
        var gap = present.Length == 0 || present.EndsWith('\n') ? "" : "\n";
        AtomicFile.Write(paths.GitIgnore, Encoding.UTF8.GetBytes(present + gap + string.Join('\n', missing) + "\n"));
        written.Add(".gitignore");
    }
}
