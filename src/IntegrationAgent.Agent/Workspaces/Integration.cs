using System.Text;

namespace IntegrationAgent.Agent.Workspaces;

/// <summary>An integration of a workspace: its script and every version of it.</summary>
public sealed class Integration
{
    internal Integration(IntegrationPaths paths) => Paths = paths;

    /// <summary>Its name.</summary>
    public string Name => Paths.Name;

    /// <summary>Its files.</summary>
    public IntegrationPaths Paths { get; }

    /// <summary>Whether it has a script.</summary>
    public bool HasScript => File.Exists(Paths.Script);

    /// <summary>The script's text.</summary>
    /// <exception cref="AgentException"><c>E-WSP-SCRIPT</c>: there is none.</exception>
    public string ReadScript() => HasScript
        ? File.ReadAllText(Paths.Script)
        : throw new AgentException(
            "E-WSP-SCRIPT",
            $"The integration '{Name}' has no script.cs.",
            $"Run: intagent ask \"…\", or restore {Paths.Script}.",
            ExitCode.Usage);

    /// <summary>Writes the script and keeps it as a version; returns the version's hash.</summary>
    public string WriteScript(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Directory.CreateDirectory(Paths.Root);
        var hash = KeepVersion(source);
        AtomicFile.Write(Paths.Script, Encoding.UTF8.GetBytes(source));
        return hash;
    }

    /// <summary>Keeps the present script as a version, also when a person has edited it; returns its hash.</summary>
    public string KeepPresentVersion() => KeepVersion(ReadScript());

    /// <summary>The hash that a script's text has: SHA-256 over its UTF-8 bytes, in lower-case hexadecimal.</summary>
    public static string HashOf(string source) => CanonicalJson.Hash(Encoding.UTF8.GetBytes(source));

    /// <summary>The text of a version; null when it was never kept.</summary>
    /// <exception cref="AgentException"><c>E-WSP-VERSION</c>: the file does not have the hash that it is named by.</exception>
    public string? ReadVersion(string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
            return null;
        var path = Path.Combine(Paths.Versions, hash + ".cs");
        if (!File.Exists(path))
            return null;
        var source = File.ReadAllText(path);
        return HashOf(source) == hash
            ? source
            : throw new AgentException(
                "E-WSP-VERSION",
                $"The kept version {hash} of '{Name}' was changed: it no longer has that hash.",
                $"Restore {path} from version control.",
                ExitCode.Refused);
    }

    /// <summary>The hashes of the versions, in no order that means anything.</summary>
    public IReadOnlyList<string> Versions() => Directory.Exists(Paths.Versions)
        ? [.. Directory.EnumerateFiles(Paths.Versions, "*.cs").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)]
        : [];

    private string KeepVersion(string source)
    {
        var hash = HashOf(source);
        Directory.CreateDirectory(Paths.Versions);
        AtomicFile.TryCreate(Path.Combine(Paths.Versions, hash + ".cs"), Encoding.UTF8.GetBytes(source), UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return hash;
    }
}
