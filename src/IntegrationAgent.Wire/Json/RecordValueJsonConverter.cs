using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire;

/// <summary>A value is <c>null</c>, or an object with one property named for its type, for example <c>{"timestamp":"2026-11-23T14:00:00+00:00"}</c>.</summary>
public sealed class RecordValueJsonConverter : JsonConverter<RecordValue>
{
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override RecordValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return RecordValue.Null;
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            throw new JsonException("A value is null or an object with one property.");
        var kind = reader.GetString();
        reader.Read();
        var text = reader.GetString() ?? throw new JsonException("A value's text is missing.");
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject)
            throw new JsonException("A value has one property.");
        try
        {
            return Parse(kind, text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            throw new JsonException("A value does not fit its type.", exception);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, RecordValue value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.State == ValueState.Null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        if (value.State == ValueState.Absent)
            writer.WriteString("absent", "");
        else
            writer.WriteString(JsonNamingPolicy.CamelCase.ConvertName(value.Type.ToString()), value.ToInvariantString());
        writer.WriteEndObject();
    }

    /// <summary>The value of a type that <see cref="RecordValue.ToInvariantString"/> wrote.</summary>
    /// <exception cref="JsonException">The type has no such text.</exception>
    /// <exception cref="FormatException">The text does not fit the type.</exception>
    /// <exception cref="OverflowException">The number is out of range.</exception>
    public static RecordValue Parse(FieldType type, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(JsonNamingPolicy.CamelCase.ConvertName(type.ToString()), text);
    }

    private static RecordValue Parse(string? kind, string text) => kind switch
    {
        "absent" => RecordValue.Absent,
        "string" => RecordValue.From(text),
        "reference" => RecordValue.FromReference(text),
        "json" => RecordValue.FromJson(text),
        "boolean" => RecordValue.From(text == "true"),
        "int64" => RecordValue.From(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        "double" => RecordValue.From(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
        "decimal" => RecordValue.FromDecimalText(text),
        "uuid" => RecordValue.From(Guid.ParseExact(text, "D")),
        "date" => RecordValue.From(DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "time" => RecordValue.From(TimeOnly.Parse(text, CultureInfo.InvariantCulture)),
        "localTimestamp" => RecordValue.From(DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.None)),
        "timestamp" => RecordValue.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
        "binary" => RecordValue.From(Convert.FromBase64String(text)),
        _ => throw new JsonException("A value of no known type."),
    };
}
