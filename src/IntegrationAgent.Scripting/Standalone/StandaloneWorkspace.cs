using System.Text.Json;

namespace IntegrationAgent.Scripting.Standalone;

/// <summary>
/// Where a script that is started by itself finds its connections: <c>connections.json</c> of the workspace above it, and the environment, which wins
/// (<c>INTAGENT_&lt;NAME&gt;_DRIVER</c> and <c>INTAGENT_&lt;NAME&gt;_&lt;SETTING&gt;</c>). Credentials come from the environment or <c>.env</c>.
/// </summary>
internal sealed class StandaloneWorkspace
{
    private readonly Func<string, string?> environment;
    private readonly IReadOnlyDictionary<string, string> file;
    private readonly Dictionary<string, (string Driver, Dictionary<string, string> Settings)> connections = new(StringComparer.Ordinal);

    private StandaloneWorkspace(string root, bool found, Func<string, string?> environment)
    {
        Root = root;
        IsWorkspace = found;
        this.environment = environment;
        file = DotEnv.Read(Path.Combine(root, ".env"));
        if (found)
            ReadConnections(Path.Combine(root, "connections.json"));
    }

    /// <summary>The workspace's folder, or the one that the script stands in.</summary>
    public string Root { get; }

    public bool IsWorkspace { get; }

    public static StandaloneWorkspace Find(string start, Func<string, string?> environment)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "intagent.json")))
                return new StandaloneWorkspace(folder.FullName, found: true, environment);
        }

        return new StandaloneWorkspace(start, found: false, environment);
    }

    public string DriverOf(string connection) =>
        Variable($"INTAGENT_{Prefix(connection)}_DRIVER") ?? (connections.TryGetValue(connection, out var known) ? known.Driver : null) ?? throw new ScriptException(
            "E-SCR-CONNECTION",
            $"Nothing says which driver the connection '{connection}' has.",
            $"Start the script inside a workspace that has the connection, or set INTAGENT_{Prefix(connection)}_DRIVER to the driver's id.");

    public Dictionary<string, string> SettingsOf(string connection, IEnumerable<string> declared)
    {
        var settings = connections.TryGetValue(connection, out var known) ? new Dictionary<string, string>(known.Settings, StringComparer.OrdinalIgnoreCase) : new(StringComparer.OrdinalIgnoreCase);
        foreach (var name in declared)
        {
            if ((Variable($"INTAGENT_{Prefix(connection)}_{Prefix(name)}") ?? Variable($"{Prefix(connection)}__{Prefix(name)}")) is { } value)
                settings[name] = value;
        }

        return settings;
    }

    public string? Credential(string connection, string name) => Variable($"{Prefix(connection)}__{name}") ?? Variable(name);

    private string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : file.TryGetValue(name, out var kept) && kept.Length > 0 ? kept : null;

    private static string Prefix(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_'));

    private void ReadConnections(string path)
    {
        if (!File.Exists(path))
            return;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            foreach (var connection in document.RootElement.GetProperty("connections").EnumerateArray())
            {
                var settings = connection.TryGetProperty("settings", out var declared)
                    ? declared.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString() ?? "", StringComparer.OrdinalIgnoreCase)
                    : [];
                connections[connection.GetProperty("name").GetString()!] = (connection.GetProperty("driverId").GetString()!, settings);
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            throw new ScriptException("E-SCR-CONNECTION", $"{path} is not what it should be.", "Restore it from version control.", exception);
        }
    }
}
