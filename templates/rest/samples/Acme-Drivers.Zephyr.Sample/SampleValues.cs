using System.Globalization;
using System.Text.Json;

namespace Acme_Drivers.Zephyr.Sample;

/// <summary>Values of the sample server: how they are read, compared and written.</summary>
public static class SampleValues
{
    /// <summary>Reads a value of a request's body.</summary>
    public static object? FromJson(SampleField field, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return field.Required ? throw new SampleFault(422, "required", field.Name) : null;
        if (field.Type == "json")
            return value.Clone();
        var parsed = Parse(field, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
        if (parsed is string text && ((field.MaxLength is { } most && text.Length > most) || (field.Choices is { } choices && !choices.Contains(text))))
            throw new SampleFault(422, "invalid", field.Name);
        return parsed is decimal number && field.Scale is { } scale ? decimal.Round(number, scale) : parsed;
    }

    /// <summary>Reads a value of a filter.</summary>
    public static object Parse(SampleField field, string text)
    {
        try
        {
            return field.Type switch
            {
                "boolean" => bool.Parse(text),
                "integer" => long.Parse(text, CultureInfo.InvariantCulture),
                "number" => double.Parse(text, CultureInfo.InvariantCulture),
                "decimal" => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
                "date" => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                "time" => TimeOnly.Parse(text, CultureInfo.InvariantCulture),
                "datetime" => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                "uuid" => Guid.Parse(text),
                _ => text,
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new SampleFault(422, "invalid", field.Name);
        }
    }

    /// <summary>Orders two values of one field; a missing one comes first.</summary>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.CompareOrdinal(a, b),
        // By their text: not every Guid order is that of what people see.
        (Guid a, Guid b) => string.CompareOrdinal(a.ToString(), b.ToString()),
        (JsonElement a, JsonElement b) => string.CompareOrdinal(a.GetRawText(), b.GetRawText()),
        (IComparable a, _) => a.CompareTo(right),
        _ => 0,
    };

    /// <summary>The text of a value, so that <see cref="Parse"/> reads it again.</summary>
    public static string ToText(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        JsonElement json => json.GetRawText(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Writes a value into an answer.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case JsonElement element:
                element.WriteTo(json);
                break;
            default:
                json.WriteStringValue(ToText(value));
                break;
        }
    }
}
