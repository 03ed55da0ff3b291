using System.Text.Json;

namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>The members of a request's body without their values, so that two versions can be compared whatever the values are.</summary>
internal static class BodyMembers
{
    public static string Of(string body)
    {
        if (body.Length == 0)
            return "";
        try
        {
            using var document = JsonDocument.Parse(body);
            var paths = new SortedSet<string>(StringComparer.Ordinal);
            Walk(document.RootElement, "", paths);
            return "{" + string.Join(',', paths) + "}";
        }
        catch (JsonException)
        {
            return body.Contains('=', StringComparison.Ordinal)
                ? "{" + string.Join(',', body.Split('&').Select(pair => pair.Split('=')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) + "}"
                : "text";
        }
    }

    private static void Walk(JsonElement element, string path, SortedSet<string> paths)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                    Walk(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", paths);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Walk(item, path + "[]", paths);
                break;
            default:
                paths.Add(path);
                break;
        }
    }
}
