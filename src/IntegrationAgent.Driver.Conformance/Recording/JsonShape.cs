using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>Describes a body without its values: <c>{id:string,owner:{name:null|string},tags:[string]}</c>. Members in order of their names, the shapes of a list's elements joined.</summary>
public static class JsonShape
{
    private const int MaxDepth = 16;

    /// <summary>The shape; <c>text(12)</c> for what is no JSON, empty for nothing.</summary>
    public static string Of(string? body)
    {
        if (string.IsNullOrEmpty(body))
            return "";
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            return Write(Describe([document.RootElement], 0));
        }
        catch (JsonException)
        {
            return $"text({body.Length})";
        }
    }

    private static SortedSet<string> Describe(IEnumerable<JsonElement> elements, int depth)
    {
        var shapes = new SortedSet<string>(StringComparer.Ordinal);
        var members = new SortedDictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        var items = new List<JsonElement>();
        var (isObject, isList) = (false, false);
        foreach (var element in elements)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    isObject = true;
                    foreach (var member in element.EnumerateObject())
                    {
                        if (!members.TryGetValue(member.Name, out var known))
                            members[member.Name] = known = [];
                        known.Add(member.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    isList = true;
                    items.AddRange(element.EnumerateArray());
                    break;
                case JsonValueKind.True or JsonValueKind.False:
                    shapes.Add("boolean");
                    break;
                default:
                    shapes.Add(element.ValueKind.ToString().ToLowerInvariant());
                    break;
            }
        }

        if (isObject)
            shapes.Add(depth >= MaxDepth ? "{…}" : "{" + string.Join(',', members.Select(pair => $"{pair.Key}:{Write(Describe(pair.Value, depth + 1))}")) + "}");
        if (isList)
            shapes.Add(depth >= MaxDepth ? "[…]" : "[" + Write(Describe(items, depth + 1)) + "]");
        return shapes;
    }

    private static string Write(SortedSet<string> shapes) => new StringBuilder().AppendJoin('|', shapes).ToString();
}
