using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>A record that was set aside, with all that it takes to send it again. Kept encrypted under the run's key.</summary>
internal sealed class QuarantinePayload
{
    public required string Connection { get; init; }

    public required string Object { get; init; }

    public required WriteMode Mode { get; init; }

    public required IReadOnlyList<string> KeyFields { get; init; }

    /// <summary>The columns, as the wire writes them.</summary>
    public required string Schema { get; init; }

    /// <summary>The record in the encoding of a page.</summary>
    public required byte[] Record { get; init; }

    /// <summary>One row of a page that was on its way.</summary>
    public static byte[] Of(ScriptWriteBody body, WirePage page, int row)
    {
        using var records = page.View();
        using var writer = new RecordPageWriter(page.Schema);
        writer.BeginRecord();
        for (var field = 0; field < page.Schema.Fields.Count; field++)
            writer.CopyField(records[row], field);
        writer.EndRecord();
        using var one = writer.ToPage();
        return JsonSerializer.SerializeToUtf8Bytes(
            new QuarantinePayload
            {
                Connection = body.Connection,
                Object = body.Object,
                Mode = body.Mode,
                KeyFields = body.KeyFields,
                Schema = JsonSerializer.Serialize(page.Schema, WireJson.Default.RecordSchema),
                Record = one.Data.ToArray(),
            },
            ExecutionJson.Default.QuarantinePayload);
    }

    /// <summary>What was kept; null when it is gone with its key, or of a version that kept no content.</summary>
    public static QuarantinePayload? Read(ReadOnlyMemory<byte> kept)
    {
        try
        {
            return kept.IsEmpty ? null : JsonSerializer.Deserialize(kept.Span, ExecutionJson.Default.QuarantinePayload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Records of one write go together when all but the record is the same.</summary>
    public (string Connection, string Object, WriteMode Mode, string Keys, string Schema) Write => (Connection, Object, Mode, string.Join('\n', KeyFields), Schema);

    /// <summary>One page of records of one write. The caller disposes it.</summary>
    public static WirePage PageOf(IReadOnlyList<QuarantinePayload> records)
    {
        var schema = JsonSerializer.Deserialize(records[0].Schema, WireJson.Default.RecordSchema)!;
        using var page = RecordPage.FromEncoded(schema, records.Count, records.SelectMany(record => record.Record).ToArray());
        return WirePage.FromRecords(page);
    }
}
