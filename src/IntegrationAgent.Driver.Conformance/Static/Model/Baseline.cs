using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>
/// What the last release of a driver promised: its manifest and its public members, as the author approved them. It is a file beside the driver's project,
/// so that a change of what users rely on is a change that a reviewer reads.
/// </summary>
internal sealed class Baseline
{
    /// <summary>The name of the file, in the driver's project.</summary>
    public const string FileName = "compat-baseline.json";

    /// <summary>The format that this kit reads.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; set; } = CurrentFormat;

    /// <summary>The version that was released.</summary>
    public string Version { get; set; } = "";

    /// <summary>One line for each public type and member.</summary>
    public IReadOnlyList<string> Api { get; set; } = [];

    /// <summary>The members that were marked obsolete then, with the text of the mark.</summary>
    public SortedDictionary<string, string> Obsolete { get; set; } = new(StringComparer.Ordinal);

    public JsonElement Manifest { get; set; }

    /// <exception cref="JsonException">The file is not a baseline that this kit reads.</exception>
    public static Baseline Parse(string json)
    {
        var baseline = JsonSerializer.Deserialize(json, StaticJson.Default.Baseline) ?? throw new JsonException("The baseline is empty.");
        return baseline.Format == CurrentFormat
            ? baseline
            : throw new JsonException($"The baseline has the format {baseline.Format}; this kit reads {CurrentFormat}.");
    }

    public static Baseline Of(StaticSubject subject)
    {
        var surface = PublicSurface.Read(subject.Assembly);
        return new Baseline
        {
            Version = subject.Manifest.Package.Version,
            Api = surface.Members,
            Obsolete = surface.Obsolete,
            Manifest = JsonDocument.Parse(subject.ManifestJson).RootElement.Clone(),
        };
    }

    public string ToText() => JsonSerializer.Serialize(this, StaticJson.ForFiles.Baseline) + "\n";
}
