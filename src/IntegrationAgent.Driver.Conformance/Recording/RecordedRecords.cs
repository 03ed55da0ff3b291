using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Recording;

/// <summary>Records that were written, as a text: the kit made them, so there is nothing to hide in them. See <see cref="RecordedCall.Arguments"/>.</summary>
internal static class RecordedRecords
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(RecordPage records)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartArray();
            foreach (var record in records)
            {
                json.WriteStartObject();
                for (var field = 0; field < records.Schema.Fields.Count; field++)
                {
                    if (record.GetState(field) == ValueState.Absent)
                        continue;
                    json.WritePropertyName(records.Schema.Fields[field].Name);
                    if (record.IsNull(field))
                        json.WriteNullValue();
                    else
                        json.WriteStringValue(record.GetValue(field).ToInvariantString());
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
