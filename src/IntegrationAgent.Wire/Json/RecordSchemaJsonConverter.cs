using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire;

/// <summary>A schema is a list of fields: name, type, and for lists and records what is inside. At most 8 levels deep.</summary>
public sealed class RecordSchemaJsonConverter : JsonConverter<RecordSchema>
{
    private const int MaxDepth = 8;

    /// <inheritdoc />
    public override RecordSchema Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return Parse(document.RootElement, 0);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            throw new JsonException("Not a schema.", exception);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, RecordSchema value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartArray();
        foreach (var field in value.Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("name", field.Name);
            writer.WriteString("type", field.Type.ToString());
            if (field.ElementType is { } element)
                writer.WriteString("element", element.ToString());
            if (field.Nested is { } nested)
            {
                writer.WritePropertyName("fields");
                Write(writer, nested, options);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static RecordSchema Parse(JsonElement list, int depth)
    {
        if (depth > MaxDepth)
            throw new JsonException("A schema is at most 8 levels deep.");
        return new RecordSchema(list.EnumerateArray().Select(item => new RecordField
        {
            Name = item.GetProperty("name").GetString() ?? throw new JsonException("A field lacks its name."),
            Type = TypeOf(item.GetProperty("type")),
            ElementType = item.TryGetProperty("element", out var element) ? TypeOf(element) : null,
            Nested = item.TryGetProperty("fields", out var fields) ? Parse(fields, depth + 1) : null,
        }));
    }

    private static FieldType TypeOf(JsonElement name) =>
        Enum.TryParse<FieldType>(name.GetString(), out var type) && Enum.IsDefined(type) ? type : throw new JsonException("A field of no known type.");
}
