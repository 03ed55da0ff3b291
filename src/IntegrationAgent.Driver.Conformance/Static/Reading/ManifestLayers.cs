using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>The layers in which an agent reads a manifest: the card, and one entry for each operation.</summary>
internal static class ManifestLayers
{
    private const int IdiomsOnCard = 3;

    public static string Card(string manifestJson)
    {
        var card = JsonNode.Parse(manifestJson)!.AsObject();
        card.Remove("errors");
        card.Remove("package");
        // How a person signs in is the host's to do.
        foreach (var auth in card["auth"] as JsonArray ?? [])
            (auth as JsonObject)?.Remove("signIn");
        if (card["idioms"] is JsonArray idioms)
        {
            while (idioms.Count > IdiomsOnCard)
                idioms.RemoveAt(idioms.Count - 1);
        }

        if (card["operations"] is JsonArray operations)
            card["operations"] = new JsonArray([.. operations.Select(operation => JsonValue.Create((string?)operation?["name"]))]);
        return card.ToJsonString(Plain);
    }

    public static IEnumerable<(string Name, string Text)> Operations(string manifestJson)
    {
        var manifest = JsonNode.Parse(manifestJson)!.AsObject();
        return manifest["operations"] is JsonArray operations
            ? operations.Select(operation => ((string?)operation?["name"] ?? "?", operation?.ToJsonString(Plain) ?? "")).ToList()
            : [];
    }

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
