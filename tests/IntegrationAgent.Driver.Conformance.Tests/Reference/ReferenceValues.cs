using System.Globalization;
using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>Values as the reference system writes them in JSON: decimals, times and bytes as texts.</summary>
internal static class ReferenceValues
{
    public static RecordValue Read(FieldType type, JsonElement value) => value.ValueKind == JsonValueKind.Null ? RecordValue.Null : type switch
    {
        FieldType.Boolean => RecordValue.From(value.GetBoolean()),
        FieldType.Int64 => RecordValue.From(value.GetInt64()),
        FieldType.Double => RecordValue.From(value.GetDouble()),
        FieldType.Decimal => RecordValue.FromDecimalText(value.GetString()!),
        FieldType.Uuid => RecordValue.From(value.GetGuid()),
        FieldType.Date => RecordValue.From(DateOnly.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        FieldType.Time => RecordValue.From(TimeOnly.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        FieldType.LocalTimestamp => RecordValue.From(DateTime.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.None)),
        FieldType.Timestamp => RecordValue.From(DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
        FieldType.Binary => RecordValue.From(value.GetBytesFromBase64()),
        FieldType.Json => RecordValue.FromJson(value.GetRawText()),
        FieldType.Reference => RecordValue.FromReference(value.GetString()!),
        _ => RecordValue.From(value.GetString()),
    };

    public static void WriteRow(Utf8JsonWriter writer, IEnumerable<(string Name, RecordValue Value)> values)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in values.Where(pair => pair.Value.State != ValueState.Absent))
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
