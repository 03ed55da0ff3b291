using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>The members of a request's body: without their values, so that two versions can be compared whatever these are, or with them.</summary>
internal static class BodyMembers
{
    private const int ShownText = 200;

    public static string Of(string body) => Of(body, withValues: false);

    /// <summary>The members and their values. What is neither JSON nor a form is shown by its beginning and told apart by its hash.</summary>
    public static string WithValues(string body) => Of(body, withValues: true);

    private static string Of(string body, bool withValues)
    {
        if (body.Length == 0)
            return "";
        try
        {
            using var document = JsonDocument.Parse(body);
            var paths = new SortedSet<string>(StringComparer.Ordinal);
            Walk(document.RootElement, "", paths, withValues);
            return "{" + string.Join(',', paths) + "}";
        }
        catch (JsonException) when (withValues)
        {
            return body.Length <= ShownText ? body.ReplaceLineEndings(" ") : $"{body[..ShownText].ReplaceLineEndings(" ")}… sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..12]}";
        }
        catch (JsonException)
        {
            return body.Contains('=', StringComparison.Ordinal)
                ? "{" + string.Join(',', body.Split('&').Select(pair => pair.Split('=')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) + "}"
                : "text";
        }
    }

    private static void Walk(JsonElement element, string path, SortedSet<string> paths, bool withValues)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                    Walk(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", paths, withValues);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                    Walk(item, withValues ? $"{path}[{index}]" : path + "[]", paths, withValues);
                break;
            default:
                paths.Add(withValues ? $"{path}={element.GetRawText()}" : path);
                break;
        }
    }
}
