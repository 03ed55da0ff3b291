using System.Buffers;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Driver;

/// <summary>Lists and nested records are a length, a count and the encoded records of a page of their own.</summary>
internal static class NestedEncoding
{
    internal static RecordSchema ListSchema(RecordField field) => new(
        [new RecordField { Name = "value", Type = field.ElementType ?? FieldType.String, Nested = field.Nested }]);

    internal static RecordPage ReadList(RecordField field, ReadOnlyMemory<byte> data, int position) => Read(ListSchema(field), data, position);

    internal static RecordPage ReadRecord(RecordField field, ReadOnlyMemory<byte> data, int position) =>
        Read(field.Nested ?? throw RecordEncoding.Malformed(), data, position);

    internal static string ToJson(RecordPage page, bool isList)
    {
        try
        {
            return Write(page, isList);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // A JSON value within that is none.
            throw RecordEncoding.Malformed();
        }
    }

    private static string Write(RecordPage page, bool isList)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            if (isList)
                writer.WriteStartArray();
            foreach (var record in page)
            {
                if (isList)
                    record.GetValue(0).WriteTo(writer);
                else
                    WriteObject(writer, record);
            }

            if (isList)
                writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteObject(Utf8JsonWriter writer, Record record)
    {
        writer.WriteStartObject();
        for (var i = 0; i < record.Schema.Fields.Count; i++)
        {
            if (record.GetState(i) == ValueState.Absent)
                continue;
            writer.WritePropertyName(record.Schema.Fields[i].Name);
            record.GetValue(i).WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static RecordPage Read(RecordSchema schema, ReadOnlyMemory<byte> data, int position)
    {
        var length = RecordEncoding.ReadVarint(data.Span, ref position);
        if (length > (ulong)(data.Length - position))
            throw RecordEncoding.Malformed();
        var body = data.Slice(position, (int)length);
        var start = 0;
        var count = RecordEncoding.ReadVarint(body.Span, ref start);
        if (count > (ulong)body.Length)
            throw RecordEncoding.Malformed();
        return RecordPage.FromEncoded(schema, (int)count, body[start..]);
    }
}
