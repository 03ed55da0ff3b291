using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Whether a value fits a schema, of the kind that manifests hold: types, properties, items, enumerations, required and additional properties.</summary>
internal static class JsonFit
{
    /// <summary>Where the value does not fit and why; null where it does.</summary>
    public static string? Problem(JsonElement value, JsonElement schema, string path = "result")
    {
        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
            return $"{path} is none of the declared words";
        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(name => Is(value, name)))
            return $"{path} is {value.ValueKind.ToString().ToLowerInvariant()}, and {string.Join(" or ", Types(type))} is declared";
        return value.ValueKind switch
        {
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().Select((item, i) => Problem(item, items, $"{path}[{i}]")).FirstOrDefault(problem => problem is not null),
            JsonValueKind.Object => Members(value, schema, path),
            _ => null,
        };
    }

    private static string? Members(JsonElement value, JsonElement schema, string path)
    {
        var properties = schema.TryGetProperty("properties", out var declared) ? declared : default;
        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().Select(name => name.GetString()!).FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing)
        {
            return $"{path} lacks '{missing}'";
        }

        foreach (var member in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var one))
            {
                if (Problem(member.Value, one, $"{path}.{member.Name}") is { } problem)
                    return problem;
            }
            else if (schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.Object)
            {
                if (Problem(member.Value, more, $"{path}.{member.Name}") is { } problem)
                    return problem;
            }
            else if (properties.ValueKind == JsonValueKind.Object)
            {
                return $"{path} has '{member.Name}', which is not declared";
            }
        }

        return null;
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        "number" => value.ValueKind == JsonValueKind.Number,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };
}
