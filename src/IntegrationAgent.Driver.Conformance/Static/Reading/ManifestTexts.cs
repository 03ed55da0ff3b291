using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>Every text of a manifest, with the path to it.</summary>
internal static class ManifestTexts
{
    public static IEnumerable<(string Path, string Text)> All(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Walk("$", document.RootElement)];
    }

    private static IEnumerable<(string Path, string Text)> Walk(string path, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [(path, element.GetString()!)],
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Walk($"{path}[{index}]", item)),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Walk($"{path}.{member.Name}", member.Value)),
        _ => [],
    };
}
