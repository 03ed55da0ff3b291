using System.Text.Json.Nodes;
using IntegrationAgent.Agent.Packages.Verification;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Views;

/// <summary>What the checks of a package found.</summary>
internal static class VerificationView
{
    public static void Write(Screen screen, PackageVerification result)
    {
        screen.Text($"{result.PackageId} {result.Version}".TrimEnd(), 0, Tone.Strong);
        foreach (var check in result.Checks)
        {
            var text = $"{check.Name}: {Show.Count(check.Observed)} looked at";
            if (check.Problems.Count > 0)
                screen.Failed(text);
            else if (check.Note.Length > 0)
                screen.Note($"{text}. {check.Note}");
            else
                screen.Done(text);
            foreach (var problem in check.Problems)
            {
                screen.Text($"{problem.Code}: {problem.Cause}", 6);
                screen.Text($"next: {problem.NextAction}", 8, Tone.Dim);
            }
        }

        if (result.Capabilities.Count == 0)
            return;
        screen.Heading("What its code can do");
        screen.Table(
            ["capability", "declared", "file", "found"],
            result.Capabilities.Select(found => (IReadOnlyList<string>)[found.Capability, found.Declared ? "yes" : "no", found.File, string.Join(", ", found.Evidence)]));
    }

    public static JsonObject ToJson(PackageVerification result) => new()
    {
        ["package"] = result.PackageId,
        ["version"] = result.Version,
        ["passed"] = result.Ok,
        ["checks"] = CliJson.Array(result.Checks),
        ["capabilities"] = CliJson.Array(result.Capabilities),
    };
}
