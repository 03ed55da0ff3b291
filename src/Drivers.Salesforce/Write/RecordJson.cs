using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Writes records as JSON. An absent field is left out, a null is written.</summary>
internal static class RecordJson
{
    private static readonly JsonEncodedText Attributes = JsonEncodedText.Encode("attributes");
    private static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");

    /// <summary>Writes one record.</summary>
    /// <param name="json">Takes the object.</param>
    /// <param name="plan">Where the columns go.</param>
    /// <param name="record">The values.</param>
    /// <param name="id">The id of a record to update; null otherwise.</param>
    internal static void Write(Utf8JsonWriter json, WritePlan plan, Record record, string? id)
    {
        json.WriteStartObject();
        json.WriteStartObject(Attributes);
        json.WriteString(Type, plan.Object.Name);
        json.WriteEndObject();
        if (id is not null)
        {
            json.WriteString("Id", id);
        }
        else if (plan.Key is { } key)
        {
            json.WritePropertyName(key.Name);
            WriteValue(json, record, plan.KeyColumn);
        }

        string? parent = null;
        var parentIsOpen = false;
        foreach (var column in plan.Columns)
        {
            var state = record.GetState(column.Ordinal);
            if (state == ValueState.Absent)
                continue;
            if (parentIsOpen && !string.Equals(parent, column.Parent, StringComparison.Ordinal))
            {
                json.WriteEndObject();
                parentIsOpen = false;
            }

            if (column.Parent is not null && !parentIsOpen)
            {
                if (state == ValueState.Null)
                {
                    json.WriteNull(column.Parent);
                    continue;
                }

                json.WriteStartObject(column.Parent);
                parent = column.Parent;
                parentIsOpen = true;
            }

            json.WritePropertyName(column.Property);
            WriteValue(json, record, column.Ordinal);
        }

        if (parentIsOpen)
            json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, Record record, int ordinal)
    {
        if (record.IsNull(ordinal))
        {
            json.WriteNullValue();
            return;
        }

        switch (record.Schema.Fields[ordinal].Type)
        {
            case FieldType.String or FieldType.Reference:
                json.WriteStringValue(record.GetBytes(ordinal).Span);
                break;
            case FieldType.Boolean:
                json.WriteBooleanValue(record.GetBoolean(ordinal)!.Value);
                break;
            case FieldType.Int64:
                json.WriteNumberValue(record.GetInt64(ordinal)!.Value);
                break;
            case FieldType.Double:
                json.WriteNumberValue(record.GetDouble(ordinal)!.Value);
                break;
            case FieldType.Decimal:
                json.WriteRawValue(record.GetDecimalText(ordinal)!, skipInputValidation: true);
                break;
            case FieldType.Timestamp:
                json.WriteStringValue(SoqlLiteral.Moment(record.GetTimestamp(ordinal)!.Value));
                break;
            case FieldType.Time:
                json.WriteStringValue(record.GetTime(ordinal)!.Value.ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                break;
            default:
                record.GetValue(ordinal).WriteTo(json);
                break;
        }
    }
}
