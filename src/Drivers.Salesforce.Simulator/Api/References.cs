using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Replaces <c>@{ref.path}</c> in composite subrequests by values of earlier answers.</summary>
internal static partial class References
{
    public static string Resolve(string text, Dictionary<string, JsonElement> answers) => Pattern().Replace(text, match => Find(match.Groups[1].Value, answers));

    public static JsonDocument Resolve(JsonElement body, Dictionary<string, JsonElement> answers)
    {
        try
        {
            var node = JsonNode.Parse(body.GetRawText());
            Walk(node, answers);
            return JsonDocument.Parse(node?.ToJsonString() ?? "null");
        }
        catch (ArgumentException)
        {
            throw new ApiError(400, "JSON_PARSER_ERROR", "Duplicate names in the body of a subrequest");
        }
    }

    private static void Walk(JsonNode? node, Dictionary<string, JsonElement> answers)
    {
        if (node is JsonObject o)
        {
            foreach (var (name, value) in o.ToArray())
            {
                if (value is JsonValue text && text.TryGetValue<string>(out var s)) o[name] = Resolve(s, answers);
                else Walk(value, answers);
            }
        }
        else if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
            {
                if (array[i] is JsonValue text && text.TryGetValue<string>(out var s)) array[i] = Resolve(s, answers);
                else Walk(array[i], answers);
            }
        }
    }

    private static string Find(string path, Dictionary<string, JsonElement> answers)
    {
        var parts = path.Split('.');
        var invalid = new ApiError(400, "PROCESSING_HALTED", $"Invalid reference specified. No value for {path} found in {parts[0]}");
        if (!answers.TryGetValue(parts[0], out var value)) throw invalid;
        foreach (var part in parts.Skip(1))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? part : part[..bracket];
            if (name.Length > 0 && (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))) throw invalid;
            if (bracket < 0) continue;
            if (value.ValueKind != JsonValueKind.Array || !int.TryParse(part[(bracket + 1)..].TrimEnd(']'), out var index) || index < 0 || index >= value.GetArrayLength()) throw invalid;
            value = value[index];
        }

        return value.ToString();
    }

    [GeneratedRegex(@"@\{([^}]+)\}")]
    private static partial Regex Pattern();
}
