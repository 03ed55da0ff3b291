using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Filters;

/// <summary>Makes a parameter of a filter out of a value of the script, of the type that the field has.</summary>
internal static class FilterValues
{
    /// <summary>A key at hand as text.</summary>
    public static RecordValue Of(string text, FieldType type) => type switch
    {
        FieldType.Reference => RecordValue.FromReference(text),
        FieldType.Int64 => RecordValue.From(long.Parse(text, CultureInfo.InvariantCulture)),
        FieldType.Decimal => RecordValue.FromDecimalText(text),
        FieldType.Uuid => RecordValue.From(Guid.Parse(text, CultureInfo.InvariantCulture)),
        _ => RecordValue.From(text),
    };

    public static RecordValue Of(object? value, FieldType type, string part) => (value, type) switch
    {
        (null, _) => RecordValue.Null,
        (Text text, _) => text.IsNull ? RecordValue.Null : Word(text.ToString(), type),
        (string text, _) => Word(text, type),
        (char letter, _) => Word(letter.ToString(), type),
        (bool flag, _) => RecordValue.From(flag),
        (Guid uuid, _) => RecordValue.From(uuid),
        (DateOnly date, _) => RecordValue.From(date),
        (TimeOnly time, _) => RecordValue.From(time),
        (DateTime local, FieldType.LocalTimestamp) => RecordValue.From(local),
        (DateTimeOffset moment, FieldType.Date) => RecordValue.From(DateOnly.FromDateTime(moment.UtcDateTime)),
        (DateTimeOffset moment, _) => RecordValue.From(moment),
        (byte[] bytes, _) => RecordValue.From(bytes),
        (decimal number, FieldType.Double) => RecordValue.From((double)number),
        (decimal number, _) => RecordValue.From(number),
        (double or float, FieldType.Decimal) => RecordValue.From(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        (double or float, _) => RecordValue.From(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        (IConvertible, FieldType.Decimal) => RecordValue.From(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        (IConvertible, FieldType.Double) => RecordValue.From(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        (sbyte or byte or short or ushort or int or uint or long, _) => RecordValue.From(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        _ => throw new ScriptException(
            "E-SCR-FILTER",
            $"The source cannot compare with '{part}', which is a {value.GetType().Name}.",
            "Compare with a text, a number, a date or a moment."),
    };

    private static RecordValue Word(string text, FieldType type) => type == FieldType.Reference ? RecordValue.FromReference(text) : RecordValue.From(text);
}
