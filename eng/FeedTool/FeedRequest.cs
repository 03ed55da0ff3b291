namespace IntegrationAgent.FeedTool;

/// <summary>What the build asks for: one <c>name=value</c> per line, names may repeat.</summary>
internal sealed class FeedRequest
{
    private readonly ILookup<string, string> _values;

    private FeedRequest(ILookup<string, string> values) => _values = values;

    /// <summary>The folder that is the feed.</summary>
    public string Feed => _values["feed"].Single();

    /// <summary>The number part of the version, for example <c>1.0.0</c>.</summary>
    public string VersionPrefix => _values["prefix"].Single();

    /// <summary>The ids of the packages that the build makes.</summary>
    public IEnumerable<string> Packages => _values["package"];

    /// <summary>Files whose content goes into the hash.</summary>
    public IEnumerable<string> Inputs => _values["input"];

    /// <summary>The <c>project.assets.json</c> of each packed project: its third-party closure.</summary>
    public IEnumerable<string> Assets => _values["assets"];

    public static FeedRequest Load(string path) => new(
        File.ReadLines(path)
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2 && parts[1].Length > 0)
            .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal));
}
