using System.Globalization;
using System.Text;
using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>Renders a driver's manifest as Markdown, in layers: L0 the card, L1 one operation, L2 the errors, L3 an example. Its prose is third-party text: capped and made visible.</summary>
public static class ManifestCard
{
    private const int Line = 200;

    /// <summary>The card (L0): what it is, verbs, limits, three idioms, the names of operations.</summary>
    public static string Card(DriverManifest manifest, string connection)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {connection}: {Text(manifest.DisplayName, 40)} ({Text(manifest.Id, 40)})\n{Text(manifest.Summary)}\n");
        text.Append(CultureInfo.InvariantCulture, $"- verbs: {Join(manifest.Verbs)}{(manifest.NativeLanguage is { } language ? $"; native {Text(language, 20)}" : "")}\n");
        foreach (var limit in manifest.RateLimits.Take(4))
        {
            var window = limit.WindowSeconds > 0 ? $" per {limit.WindowSeconds} s" : "";
            text.Append(CultureInfo.InvariantCulture, $"- limit {Text(limit.Name, 40)}: {(limit.Quota > 0 ? limit.Quota.ToString(CultureInfo.InvariantCulture) : limit.Concurrency > 0 ? $"{limit.Concurrency} at once" : "told by the system")}{window}\n");
        }

        foreach (var idiom in manifest.Idioms.Take(3))
            text.Append(CultureInfo.InvariantCulture, $"- {Text(idiom)}\n");
        if (manifest.Operations.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"- operations: {Join(manifest.Operations.Select(operation => operation.Name).Take(20))}\n");
        return text.ToString();
    }

    /// <summary>One operation (L1); null where there is none of that name.</summary>
    public static string? Operation(DriverManifest manifest, string name)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var operation = manifest.Operations.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
        return operation is null ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"### {Text(operation.Name, 60)} ({Text(operation.Effect, 20)}{(operation.Idempotent ? ", idempotent" : "")})\n{Text(operation.Summary)}\narguments: {Text(operation.Parameters.ValueKind == System.Text.Json.JsonValueKind.Undefined ? "{}" : operation.Parameters.GetRawText(), 1_000)}\nerrors: {Join(operation.Errors)}\nexamples: {Join(operation.Examples)}\n");
    }

    /// <summary>The table of errors (L2).</summary>
    public static string Errors(DriverManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var text = new StringBuilder("| code | meaning | action | retry |\n|---|---|---|---|\n");
        foreach (var error in manifest.Errors.Take(40))
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(error.Code)} | {Cell(error.Meaning)} | {Cell(error.Action)} | {Cell(error.Retry)} |\n");
        return text.ToString();
    }

    /// <summary>An example (L3), as it may be shown to a model.</summary>
    public static string Example(string name, string text) => $"### {Text(name, 80)}\n{Block(text, 4_000)}\n";

    /// <summary>Text of several lines: capped, nothing hidden.</summary>
    internal static string Block(string text, int max)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => ThirdParty.Short(line.Replace("\t", "    ", StringComparison.Ordinal).TrimEnd(), 300));
        var block = string.Join('\n', lines);
        return block.Length <= max ? block : block[..max] + "\n… cut; name a section or words";
    }

    private static string Cell(string text) => Text(text).Replace("|", "/", StringComparison.Ordinal);

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Select(name => Text(name, 60)).DefaultIfEmpty("none"));

    private static string Text(string text, int max = Line) => ThirdParty.Short(text, max);
}
