using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Connections;

/// <summary>The connections of a workspace, kept in <c>connections.json</c>. The file is read anew each time and replaced as a whole.</summary>
public sealed partial class ConnectionStore(string path, SecretScrubber? scrubber = null)
{
    /// <summary>Every connection, by name.</summary>
    /// <exception cref="AgentException"><c>E-WSP-CONNECTIONS</c>: the file is missing or cannot be understood.</exception>
    public IReadOnlyList<ConnectionDefinition> List() => [.. Read().Connections.OrderBy(connection => connection.Name, StringComparer.Ordinal)];

    /// <summary>The connection; null when there is none of that name.</summary>
    public ConnectionDefinition? Find(string name) =>
        Read().Connections.FirstOrDefault(connection => string.Equals(connection.Name, name, StringComparison.Ordinal));

    /// <summary>The connection.</summary>
    /// <exception cref="AgentException"><c>E-CON-UNKNOWN</c>, with the names that there are.</exception>
    public ConnectionDefinition Require(string name)
    {
        var connections = List();
        return connections.FirstOrDefault(connection => connection.Name == name) ?? throw new AgentException(
            "E-CON-UNKNOWN",
            $"There is no connection '{name}'.",
            connections.Count == 0
                ? $"Run: intagent connect {name} --driver <id>"
                : $"Use one of: {string.Join(", ", connections.Select(connection => connection.Name))}.",
            ExitCode.Usage);
    }

    /// <summary>Adds a connection, or replaces the one of that name.</summary>
    /// <exception cref="AgentException"><c>E-CON-NAME</c>, or <c>E-CON-SECRET</c>: a setting holds a live secret or is named like one.</exception>
    public void Save(ConnectionDefinition connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Check(connection);
        var others = Read().Connections.Where(other => other.Name != connection.Name);
        Write([.. others.Append(connection).OrderBy(one => one.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Removes a connection; returns whether there was one.</summary>
    public bool Remove(string name)
    {
        var all = Read().Connections;
        var left = all.Where(connection => connection.Name != name).ToArray();
        if (left.Length == all.Count)
            return false;
        Write(left);
        return true;
    }

    /// <summary>Says whether a connection may be saved.</summary>
    /// <exception cref="AgentException"><c>E-CON-NAME</c>, or <c>E-CON-SECRET</c>: a setting holds a live secret or is named like one.</exception>
    public void Check(ConnectionDefinition connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (!NamePattern().IsMatch(connection.Name))
        {
            throw new AgentException(
                "E-CON-NAME",
                "A connection's name is a letter, then letters, digits, - and _, at most 64 characters.",
                "Choose such a name; scripts use it as text.",
                ExitCode.Usage);
        }

        foreach (var (name, value) in connection.Settings)
        {
            if (!SecretNames.LookSecret(name) && !(scrubber?.Contains(value) ?? false))
                continue;
            throw new AgentException(
                "E-CON-SECRET",
                $"The setting '{name}' of the connection '{connection.Name}' holds a credential, and connections.json keeps none.",
                $"Put it into .env as {SecretSource.Prefix(connection.Name)}__<NAME> and leave it out of the settings.",
                ExitCode.Refused);
        }
    }

    private ConnectionsFile Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), WorkspaceJson.Default.ConnectionsFile)
                ?? throw new JsonException("It is null.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new AgentException(
                "E-WSP-CONNECTIONS",
                $"{path} cannot be read: {(exception is JsonException ? "it is not the JSON that is expected" : "it is missing or not readable")}.",
                "Restore it from version control, or run: intagent init --repair",
                ExitCode.Usage,
                exception);
        }
    }

    private void Write(IReadOnlyList<ConnectionDefinition> connections) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new ConnectionsFile { Connections = connections }, WorkspaceJson.Default.ConnectionsFile));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex NamePattern();
}
