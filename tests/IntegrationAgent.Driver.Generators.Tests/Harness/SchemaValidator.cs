using System.Text.Json;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>Validates against the part of JSON Schema 2020-12 that our schemas use; a keyword it does not know is an error.</summary>
internal sealed class SchemaValidator(JsonElement root)
{
    private static readonly HashSet<string> Annotations = ["$schema", "$id", "$defs", "title", "description", "format", "default"];

    public IReadOnlyList<string> Validate(JsonElement value)
    {
        var errors = new List<string>();
        Validate(root, value, "$", errors);
        return errors;
    }

    private void Validate(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var rule = keyword.Value;
            var holds = keyword.Name switch
            {
                "$ref" => Nested(Resolve(rule.GetString()!), value, path, errors),
                "type" => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(type => IsType(value, type.GetString()!)) : IsType(value, rule.GetString()!),
                "const" => JsonElement.DeepEquals(rule, value),
                "enum" => rule.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)),
                "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.ECMAScript),
                "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.GetInt32(),
                "minimum" => value.ValueKind != JsonValueKind.Number || value.GetInt64() >= rule.GetInt64(),
                "maximum" => value.ValueKind != JsonValueKind.Number || value.GetInt64() <= rule.GetInt64(),
                "uniqueItems" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count() == value.GetArrayLength(),
                "required" => value.ValueKind != JsonValueKind.Object || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
                "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Select((item, index) => Nested(rule, item, $"{path}[{index}]", errors)).ToList() is not null,
                "properties" => Properties(rule, value, path, errors),
                "additionalProperties" => Additional(schema, rule, value, path, errors),
                _ => Annotations.Contains(keyword.Name) ? true : throw new InvalidOperationException($"The validator does not know the keyword '{keyword.Name}'."),
            };
            if (!holds)
                errors.Add($"{path} breaks '{keyword.Name}: {rule.GetRawText()}'");
        }
    }

    private bool Nested(JsonElement schema, JsonElement value, string path, List<string> errors)
    {
        Validate(schema, value, path, errors);
        return true;
    }

    private bool Properties(JsonElement rule, JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return true;
        foreach (var property in rule.EnumerateObject())
        {
            if (value.TryGetProperty(property.Name, out var member))
                Validate(property.Value, member, $"{path}.{property.Name}", errors);
        }

        return true;
    }

    private bool Additional(JsonElement schema, JsonElement rule, JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return true;
        var extra = value.EnumerateObject().Where(member => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(member.Name, out _)).ToList();
        if (rule.ValueKind == JsonValueKind.False)
            return extra.Count == 0;
        foreach (var member in extra)
            Validate(rule, member.Value, $"{path}.{member.Name}", errors);
        return true;
    }

    private JsonElement Resolve(string reference) =>
        reference["#/".Length..].Split('/').Aggregate(root, (element, part) => element.GetProperty(part));

    private static bool IsType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new InvalidOperationException($"The validator does not know the type '{type}'."),
    };
}
