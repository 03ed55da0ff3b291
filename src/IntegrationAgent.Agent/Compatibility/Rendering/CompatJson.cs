using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationAgent.Agent.Compatibility.Rendering;

/// <summary>The report for programs.</summary>
public static class CompatJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of the file, with line feeds.</summary>
    public static string Render(CompatReport report) => Text(ToJson(report));

    /// <summary>The report as an object.</summary>
    public static JsonObject ToJson(CompatReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new JsonObject
        {
            ["reportVersion"] = "1.0",
            ["package"] = report.Old.PackageId,
            ["old"] = Version(report.Old),
            ["new"] = Version(report.New),
            ["verdict"] = new JsonObject
            {
                ["enough"] = report.Verdict.Enough,
                ["taken"] = VersionRules.Word(report.Verdict.Taken),
                ["required"] = VersionRules.Word(report.Verdict.Required),
                ["impact"] = Word(report.Needed),
                ["sentence"] = report.Verdict.Sentence,
            },
            ["findings"] = new JsonArray([.. report.Findings.Select(Finding)]),
            ["notes"] = new JsonArray([.. report.Notes.Select(note => (JsonNode?)note)]),
        };
    }

    internal static string Text(JsonObject json) => json.ToJsonString(Indented) + "\n";

    internal static string Word(CompatImpact impact) => impact.ToString().ToLowerInvariant();

    private static JsonObject Version(ComparedDriver driver) => new() { ["version"] = driver.Version, ["sha256"] = driver.Sha256 };

    private static JsonObject Finding(CompatFinding finding)
    {
        var json = new JsonObject
        {
            ["rule"] = finding.Rule.Id,
            ["area"] = finding.Rule.Area.ToString().ToLowerInvariant(),
            ["impact"] = Word(finding.Impact),
            ["file"] = finding.File,
            ["target"] = finding.Target,
            ["message"] = finding.Message,
        };
        if (finding.Before is { } before)
            json["before"] = before;
        if (finding.After is { } after)
            json["after"] = after;
        return json;
    }
}
