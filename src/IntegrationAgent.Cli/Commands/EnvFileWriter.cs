using System.Text;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Commands;

/// <summary>Appends credentials to a workspace's <c>.env</c>, which only its owner may read.</summary>
internal static class EnvFileWriter
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Gets the missing credentials from the person or from standard input, and appends them.</summary>
    public static void Append(CommandSession session, string connection, IReadOnlyList<ManifestCredential> missing)
    {
        if (missing.Count == 0)
            return;
        var given = session.CanAsk ? Ask(session, connection, missing) : Read(session, missing);
        if (given.Count == 0)
            return;
        Append(session.OpenWorkspace().Paths.DotEnv, given.Select(one => ($"{SecretSource.Prefix(connection)}__{one.Name}", one.Value)));
        session.Screen.Done($"wrote {Show.Count(given.Count, "credential")} to .env");
    }

    /// <summary>Appends variables to a file of mode 0600.</summary>
    public static void Append(string path, IEnumerable<(string Name, string Value)> variables)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in variables)
            text.Append(name).Append("=\"").Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\"\n");
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var stream = new FileStream(path, options);
        if (stream.Position > 0)
            text.Insert(0, '\n');
        stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static List<(string Name, string Value)> Ask(CommandSession session, string connection, IReadOnlyList<ManifestCredential> missing)
    {
        var given = new List<(string, string)>();
        foreach (var credential in missing)
        {
            var value = TerminalInput.Ask(session, $"{SecretSource.Prefix(connection)}__{credential.Name} ({credential.Description})", hidden: credential.Secret);
            if (value.Length == 0)
                continue;
            if (credential.Secret)
                session.Scrubber.Add(credential.Name, value);
            given.Add((credential.Name, value));
        }

        return given;
    }

    private static List<(string Name, string Value)> Read(CommandSession session, IReadOnlyList<ManifestCredential> missing)
    {
        var given = new List<(string, string)>();
        while (session.Environment.Input.ReadLine() is { } line)
        {
            if (line.Trim().Length == 0)
                continue;
            var at = line.IndexOf('=', StringComparison.Ordinal);
            var credential = at <= 0 ? null : missing.FirstOrDefault(one => one.Name == line[..at].Trim());
            if (credential is null)
            {
                throw new AgentException(
                    "E-CLI-USAGE",
                    "A line of standard input is no NAME=value of a credential that is missing.",
                    $"Give lines for: {string.Join(", ", missing.Select(one => one.Name))}.",
                    ExitCode.Usage);
            }

            if (credential.Secret)
                session.Scrubber.Add(credential.Name, line[(at + 1)..]);
            given.Add((credential.Name, line[(at + 1)..]));
        }

        return given;
    }
}
