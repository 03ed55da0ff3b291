using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire;

/// <summary>
/// A filter is an object with one property: <c>and</c> and <c>or</c> hold lists, <c>not</c> a filter, <c>compare</c> and <c>in</c> a condition on a field.
/// At most 64 levels deep.
/// </summary>
public sealed class FilterJsonConverter : JsonConverter<Filter>
{
    private const int MaxDepth = 64;
    private static readonly RecordValueJsonConverter Values = new();

    /// <inheritdoc />
    public override Filter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Parse(document.RootElement, options, 0);
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Filter value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        switch (value)
        {
            case AndFilter and:
                WriteAll(writer, "and", and.Filters, options);
                break;
            case OrFilter or:
                WriteAll(writer, "or", or.Filters, options);
                break;
            case NotFilter not:
                writer.WritePropertyName("not");
                Write(writer, not.Operand, options);
                break;
            case ComparisonFilter comparison:
                writer.WriteStartObject("compare");
                writer.WriteString("field", comparison.Field);
                writer.WriteString("operator", JsonNamingPolicy.CamelCase.ConvertName(comparison.Operator.ToString()));
                writer.WritePropertyName("value");
                Values.Write(writer, comparison.Value, options);
                writer.WriteEndObject();
                break;
            case InFilter membership:
                writer.WriteStartObject("in");
                writer.WriteString("field", membership.Field);
                writer.WriteStartArray("values");
                foreach (var item in membership.Values)
                    Values.Write(writer, item, options);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            default:
                throw new JsonException("A filter of no known kind.");
        }

        writer.WriteEndObject();
    }

    private void WriteAll(Utf8JsonWriter writer, string name, IReadOnlyList<Filter> filters, JsonSerializerOptions options)
    {
        writer.WriteStartArray(name);
        foreach (var filter in filters)
            Write(writer, filter, options);
        writer.WriteEndArray();
    }

    private static Filter Parse(JsonElement element, JsonSerializerOptions options, int depth)
    {
        if (depth > MaxDepth || element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() != 1)
            throw new JsonException("A filter is an object with one property, at most 64 deep.");
        var property = element.EnumerateObject().First();
        return property.Name switch
        {
            "and" => new AndFilter { Filters = ParseAll(property.Value, options, depth) },
            "or" => new OrFilter { Filters = ParseAll(property.Value, options, depth) },
            "not" => new NotFilter { Operand = Parse(property.Value, options, depth + 1) },
            "compare" => new ComparisonFilter
            {
                Field = Field(property.Value),
                Operator = Enum.TryParse<ComparisonOperator>(Part(property.Value, "operator").GetString(), ignoreCase: true, out var comparison) && Enum.IsDefined(comparison)
                    ? comparison
                    : throw new JsonException("A comparison of no known kind."),
                Value = Value(Part(property.Value, "value"), options),
            },
            "in" => new InFilter { Field = Field(property.Value), Values = [.. Part(property.Value, "values").EnumerateArray().Select(item => Value(item, options))] },
            _ => throw new JsonException("A filter of no known kind."),
        };
    }

    private static List<Filter> ParseAll(JsonElement list, JsonSerializerOptions options, int depth) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select(item => Parse(item, options, depth + 1))]
        : throw new JsonException("A list of filters is missing.");

    private static JsonElement Part(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part) ? part : throw new JsonException($"A filter lacks '{name}'.");

    private static string Field(JsonElement element) => Part(element, "field").GetString() ?? throw new JsonException("A filter lacks its field.");

    private static RecordValue Value(JsonElement element, JsonSerializerOptions options)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(element.GetRawText()));
        reader.Read();
        return Values.Read(ref reader, typeof(RecordValue), options);
    }
}
