namespace IntegrationAgent.Driver.Conformance.Records;

/// <summary>Makes write requests out of records.</summary>
internal static class Writes
{
    /// <summary>A request with these records; fields in the order of the first record.</summary>
    public static WriteRequest WriteOf(this TestBed bed, WriteMode mode, IReadOnlyList<ConformanceRow> rows, bool allOrNone = false, string? idempotencyKey = null)
    {
        var fields = bed.Object.Fields.Where(field => field.Writable && (rows.Count == 0 || rows.Any(row => row[field.Name].State != ValueState.Absent))).ToArray();
        using var writer = new RecordPageWriter(new RecordSchema(fields.Select(field => new RecordField { Name = field.Name, Type = field.Type })));
        foreach (var row in rows)
        {
            writer.BeginRecord();
            foreach (var field in fields)
                Write(writer, field, row[field.Name]);
            writer.EndRecord();
        }

        return new WriteRequest
        {
            Object = bed.Object.Name,
            Mode = mode,
            KeyFields = mode == WriteMode.Insert ? [] : bed.Object.WriteKey,
            Records = writer.ToPage(),
            AllOrNone = allOrNone,
            IdempotencyKey = idempotencyKey,
        };
    }

    private static void Write(RecordPageWriter writer, ConformanceField field, RecordValue value)
    {
        if (value.State == ValueState.Absent)
            writer.WriteAbsent();
        else
            writer.WriteValue(value);
    }
}
