using System.Text.Json.Nodes;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Views;

/// <summary>What a check found.</summary>
internal static class CheckView
{
    public static void Write(Screen screen, ValidationReport report)
    {
        foreach (var step in report.Steps)
        {
            var text = $"{step.Name,-8}{Show.Milliseconds(step.Elapsed),9}";
            switch (step.Status)
            {
                case StepStatus.Passed:
                    screen.Done(text);
                    break;
                case StepStatus.Failed:
                    screen.Failed(text);
                    break;
                default:
                    screen.Text($"- {step.Name,-8} not reached", 2, Tone.Dim);
                    break;
            }

            foreach (var found in step.Diagnostics)
            {
                screen.Text((found.Line > 0 ? $"line {found.Line}: " : "") + $"{found.Code}: {found.Message}", 6);
                if (found.Suggestions.Count > 0)
                    screen.Text($"nearest: {string.Join(", ", found.Suggestions)}", 8, Tone.Dim);
                if (found.NextAction.Length > 0)
                    screen.Text($"next: {found.NextAction}", 8, Tone.Dim);
            }

            if (step.MoreDiagnostics > 0)
                screen.Text($"and {Show.Count(step.MoreDiagnostics)} more", 6, Tone.Dim);
        }

        foreach (var effect in report.Effects?.Effects ?? [])
            screen.Text($"· {effect}", 4);
    }

    public static JsonObject ToJson(ValidationReport report) => new()
    {
        ["passed"] = report.Ok,
        ["script"] = report.SourceHash,
        ["assembly"] = report.AssemblyHash,
        ["steps"] = new JsonArray([.. report.Steps.Select(step => (JsonNode)new JsonObject
        {
            ["name"] = step.Name,
            ["status"] = CliJson.Node(step.Status),
            ["ms"] = Math.Round(step.Elapsed.TotalMilliseconds, 1),
            ["found"] = CliJson.Array(step.Diagnostics),
            ["more"] = step.MoreDiagnostics,
        })]),
        ["effects"] = CliJson.Array(report.Effects?.Effects ?? []),
    };
}
