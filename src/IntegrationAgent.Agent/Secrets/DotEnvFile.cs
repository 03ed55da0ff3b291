namespace IntegrationAgent.Agent.Secrets;

/// <summary>
/// A <c>.env</c> file: <c>NAME=value</c> lines with comments, <c>export</c>, single quotes (literal), double quotes (with escapes) and
/// values of several lines in quotes. Nothing is expanded or executed. Read anew each time; a file that others may read is refused.
/// </summary>
public sealed class DotEnvFile(string path)
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The file's path.</summary>
    public string Path { get; } = path;

    /// <summary>Its variables; none when there is no file.</summary>
    /// <exception cref="AgentException"><c>E-SEC-ENV-MODE</c>: others may read it; <c>E-SEC-ENV-SYNTAX</c>: a line cannot be understood.</exception>
    public IReadOnlyDictionary<string, string> Read()
    {
        if (!File.Exists(Path))
            return new Dictionary<string, string>();
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & Others) != 0)
        {
            throw new AgentException(
                "E-SEC-ENV-MODE",
                $"{Path} holds secrets and others than its owner may read it.",
                $"Run: chmod 600 {Path}",
                ExitCode.Refused);
        }

        return Parse(File.ReadAllText(Path));
    }

    internal Dictionary<string, string> Parse(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new DotEnvReader(text.TrimStart('\uFEFF'));
        while (reader.TryReadLine(out var name, out var value))
            variables[name] = value;
        return reader.ErrorLine == 0
            ? variables
            : throw new AgentException(
                "E-SEC-ENV-SYNTAX",
                $"Line {reader.ErrorLine} of {Path} is no NAME=value: {reader.Error}.",
                "Write NAME=value, NAME='literal' or NAME=\"with escapes\"; a quoted value may span lines.",
                ExitCode.Usage);
    }
}
