using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace IntegrationAgent.Agent.Compatibility.Rendering;

/// <summary>The report as SARIF 2.1.0, for code scanning. A finding that the version step does not cover is an error.</summary>
public static class CompatSarif
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    /// <summary>The text of the file, with line feeds.</summary>
    public static string Render(CompatReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var rules = report.Findings.Select(finding => finding.Rule).DistinctBy(rule => rule.Id).OrderBy(rule => rule.Id, StringComparer.Ordinal).ToList();
        return CompatJson.Text(new JsonObject
        {
            ["$schema"] = Schema,
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "intagent driver compat",
                        ["rules"] = new JsonArray([.. rules.Select(Rule)]),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. report.Findings.Select(finding => Result(report, finding, rules.FindIndex(rule => rule.Id == finding.Rule.Id)))]),
                ["properties"] = new JsonObject
                {
                    ["package"] = report.Old.PackageId,
                    ["oldVersion"] = report.Old.Version,
                    ["newVersion"] = report.New.Version,
                    ["taken"] = VersionRules.Word(report.Verdict.Taken),
                    ["required"] = VersionRules.Word(report.Verdict.Required),
                    ["enough"] = report.Verdict.Enough,
                    ["notes"] = new JsonArray([.. report.Notes.Select(note => (JsonNode?)note)]),
                },
            }),
        });
    }

    private static JsonObject Rule(CompatRule rule) => new()
    {
        ["id"] = rule.Id,
        ["shortDescription"] = Message(rule.Title),
        ["fullDescription"] = Message(rule.Why),
        ["defaultConfiguration"] = new JsonObject { ["level"] = rule.Impact == CompatImpact.Major ? "warning" : "note" },
        ["properties"] = new JsonObject { ["area"] = rule.Area.ToString().ToLowerInvariant(), ["impact"] = CompatJson.Word(rule.Impact) },
    };

    private static JsonObject Result(CompatReport report, CompatFinding finding, int index)
    {
        var covered = VersionRules.Judge(report.Old.Version, report.New.Version, finding.Impact).Enough;
        var properties = new JsonObject { ["impact"] = CompatJson.Word(finding.Impact) };
        if (finding.Before is { } before)
            properties["before"] = before;
        if (finding.After is { } after)
            properties["after"] = after;
        return new JsonObject
        {
            ["ruleId"] = finding.Rule.Id,
            ["ruleIndex"] = index,
            ["level"] = !covered ? "error" : finding.Impact == CompatImpact.Major ? "warning" : "note",
            ["message"] = Message(Sentence(finding)),
            ["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Uri(finding.File) } },
                ["logicalLocations"] = new JsonArray(new JsonObject { ["fullyQualifiedName"] = finding.Target }),
            }),
            ["partialFingerprints"] = new JsonObject { ["change/v1"] = Fingerprint(finding) },
            ["properties"] = properties,
        };
    }

    private static string Sentence(CompatFinding finding)
    {
        var values = (finding.Before, finding.After) switch
        {
            (null, null) => "",
            (null, var after) => $" Now: {after}.",
            (var before, null) => $" Was: {before}.",
            var (before, after) => $" Was: {before}. Now: {after}.",
        };
        return $"{finding.Target}: {finding.Message.TrimEnd('.')}.{values} {finding.Rule.Why}";
    }

    private static JsonObject Message(string text) => new() { ["text"] = text };

    private static string Uri(string path) => string.Join('/', path.Split('/').Select(System.Uri.EscapeDataString));

    private static string Fingerprint(CompatFinding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', finding.Rule.Id, finding.File, finding.Target, finding.Before, finding.After))))[..32];
}
