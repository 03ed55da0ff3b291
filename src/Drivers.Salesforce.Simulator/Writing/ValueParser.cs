using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Api;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

/// <summary>Turns a caller's value into the stored form of a field, or says why it cannot be one.</summary>
internal static class ValueParser
{
    public static object? Parse(RecordStore store, FieldSchema field, FieldInput input)
    {
        if (input.IsNull) return field.Type == FieldType.Boolean ? throw WrongType(field, input, "null") : null;
        var text = input.IsCsv ? input.Text! : input.Json.ValueKind switch // not null here
        {
            JsonValueKind.String => input.Json.GetString()!, // the kind is String
            JsonValueKind.Number => input.Json.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Object => throw new ApiError(400, "JSON_PARSER_ERROR", $"Cannot deserialize instance of {TypeName(field)} from START_OBJECT value {{ or request may be missing a required field{input.Place()}"),
            _ => throw new ApiError(400, "JSON_PARSER_ERROR", $"Cannot deserialize instance of {TypeName(field)} from START_ARRAY value [ or request may be missing a required field{input.Place()}"),
        };
        if (text.Length == 0 && field.Type != FieldType.Boolean) return null;
        return field.Type switch
        {
            FieldType.Boolean => Boolean(field, input, text),
            FieldType.Currency or FieldType.Percent or FieldType.Double => Number(field, input, text),
            FieldType.Int => Integer(field, input, text),
            FieldType.Date => Date(field, input, text),
            FieldType.Datetime => DateTimeValue(field, input, text),
            FieldType.Time => CivilTime.TryParseTime(text, out var time) ? time : throw WrongType(field, input, text),
            FieldType.Reference => Reference(store, field, text),
            _ => Text(field, text),
        };
    }

    private static bool Boolean(FieldSchema field, FieldInput input, string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw WrongType(field, input, text),
    };

    private static double Number(FieldSchema field, FieldInput input, string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) throw WrongType(field, input, text);
        if (Math.Abs(number) >= Math.Pow(10, Math.Max(1, field.Precision - field.Scale)))
            throw new ApiError(400, "NUMBER_OUTSIDE_VALID_RANGE", $"{field.Label}: value outside of valid range on numeric field: {text}", [field.Name]);
        return Math.Round(number, Math.Min(field.Scale, 15), MidpointRounding.AwayFromZero);
    }

    private static double Integer(FieldSchema field, FieldInput input, string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number != Math.Floor(number)) throw WrongType(field, input, text);
        if (Math.Abs(number) >= Math.Pow(10, field.Digits))
            throw new ApiError(400, "NUMBER_OUTSIDE_VALID_RANGE", $"{field.Label}: value outside of valid range on numeric field: {text}", [field.Name]);
        return number;
    }

    private static long Date(FieldSchema field, FieldInput input, string text)
    {
        if (CivilTime.TryParseDate(text, out var days)) return days;
        if (CivilTime.TryParseDateTime(text, out var ms)) return (long)Math.Floor(ms / (double)CivilTime.DayMs);
        throw WrongType(field, input, text);
    }

    private static long DateTimeValue(FieldSchema field, FieldInput input, string text)
    {
        if (CivilTime.TryParseDateTime(text, out var ms)) return ms / 1000 * 1000;
        if (CivilTime.TryParseDate(text, out var days)) return days * CivilTime.DayMs;
        throw WrongType(field, input, text);
    }

    private static long Reference(RecordStore store, FieldSchema field, string text)
    {
        var malformed = new ApiError(400, "MALFORMED_ID", $"{field.Label}: id value of incorrect type: {text}", [field.Name]);
        if (!SalesforceId.IsWellFormed(text)) throw malformed;
        if (store.TableOfPrefix(text) is { } table && !field.ReferenceTo.Contains(table.Schema.Name)) throw malformed;
        if (store.FindId(text) is not { } reference) throw new ApiError(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", []);
        return store.Tables[RecordRef.Table(reference)].State(RecordRef.Row(reference)) == RowState.Live
            ? reference
            : throw new ApiError(400, "ENTITY_IS_DELETED", "entity is deleted", []);
    }

    private static string? Text(FieldSchema field, string text)
    {
        if (field.Type is not FieldType.Textarea) text = text.Trim();
        if (text.Length == 0) return null;
        if (text.Length > field.Length)
            throw new ApiError(400, "STRING_TOO_LONG", $"{field.Label}: data value too large: {text} (max length={field.Length})", [field.Name]);
        if (field.Type == FieldType.Email && !LooksLikeEmail(text))
            throw new ApiError(400, "INVALID_EMAIL_ADDRESS", $"{field.Label}: invalid email address: {text}", [field.Name]);
        if (!field.Restricted) return text;
        foreach (var value in field.Type == FieldType.Multipicklist ? text.Split(';') : [text])
        {
            if (!field.Picklist.Any(p => p.Active && p.Value.Equals(value, StringComparison.OrdinalIgnoreCase)))
                throw new ApiError(400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", $"{field.Label}: bad value for restricted picklist field: {value}", [field.Name]);
        }

        return field.Type == FieldType.Picklist ? field.Picklist.First(p => p.Value.Equals(text, StringComparison.OrdinalIgnoreCase)).Value : text;
    }

    private static bool LooksLikeEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 3 && text.IndexOf('.', at) > at + 1 && text[^1] != '.' && !text.Contains(' ', StringComparison.Ordinal);
    }

    private static ApiError WrongType(FieldSchema field, FieldInput input, string text) => input.IsCsv
        ? new ApiError(400, "INVALID_TYPE_ON_FIELD_IN_RECORD", $"{field.Label}: value not of required type: {text}", [field.Name])
        : new ApiError(400, "JSON_PARSER_ERROR", $"Cannot deserialize instance of {TypeName(field)} from {Token(input)} value {text} or request may be missing a required field{input.Place()}");

    private static string Token(FieldInput input) => input.Json.ValueKind switch
    {
        JsonValueKind.Number => "VALUE_NUMBER_INT",
        JsonValueKind.True or JsonValueKind.False => "VALUE_TRUE",
        JsonValueKind.Null => "VALUE_NULL",
        _ => "VALUE_STRING",
    };

    private static string TypeName(FieldSchema field) => field.Type switch
    {
        FieldType.Currency or FieldType.Percent or FieldType.Double => "double",
        FieldType.Reference => "reference",
        FieldType.Boolean or FieldType.Int or FieldType.Date or FieldType.Datetime or FieldType.Time => field.TypeName,
        _ => "string",
    };
}
