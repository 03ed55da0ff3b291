using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Discovery;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>
/// An answer of discovery as a model reads it: one short line for each object or field instead of JSON, which costs a third of the tokens. Nothing is added;
/// labels are quoted, short and harmless.
/// </summary>
internal static class DiscoveryView
{
    private const int MaxChoices = 12;

    public static string Of(DiscoveryEnvelope envelope)
    {
        if (!envelope.Ok)
            return $"{envelope.Error?.Code}: {ThirdParty.Short(envelope.Error?.Message, 300)}{(envelope.Error?.Suggestions.Count > 0 ? " Nearest: " + string.Join(", ", envelope.Error.Suggestions.Take(5).Select(name => ThirdParty.Short(name))) : "")}";
        var text = new StringBuilder();
        if (envelope.Value is { } value)
        {
            var list = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("fields", out var fields) ? fields : value;
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("seen", out var seen))
                text.Append("records seen: ").Append(seen.GetRawText()).Append('\n');
            if (list.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in list.EnumerateArray())
                    Line(text, item);
            }
        }

        if (envelope.Truncated is { } cut)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{cut.Shown} of {cut.Total} shown. {cut.Hint}\n");
        return text.ToString().TrimEnd();
    }

    private static void Line(StringBuilder text, JsonElement item)
    {
        var first = true;
        foreach (var property in item.EnumerateObject())
        {
            var written = property.Value.ValueKind switch
            {
                JsonValueKind.True => property.Name,
                JsonValueKind.False => "not " + property.Name,
                JsonValueKind.Null => "",
                JsonValueKind.String when property.Name is "name" or "field" or "type" or "kind" => ThirdParty.Short(property.Value.GetString(), 120),
                JsonValueKind.String => $"{property.Name} \"{ThirdParty.Short(property.Value.GetString(), 80)}\"",
                JsonValueKind.Array => $"{property.Name} [{List(property.Value)}]",
                JsonValueKind.Object => $"{property.Name} {{{string.Join(", ", property.Value.EnumerateObject().Take(MaxChoices).Select(one => $"{ThirdParty.Short(one.Name, 40)} {one.Value.GetRawText()}"))}}}",
                _ => $"{property.Name} {property.Value.GetRawText()}",
            };
            if (written.Length == 0)
                continue;
            text.Append(first ? "" : " ").Append(written);
            first = false;
        }

        text.Append('\n');
    }

    private static string List(JsonElement array)
    {
        var shown = array.EnumerateArray().Take(MaxChoices).Select(one => ThirdParty.Short(one.ToString(), 40));
        var more = array.GetArrayLength() - MaxChoices;
        return string.Join(", ", shown) + (more > 0 ? $", {more} more" : "");
    }
}
