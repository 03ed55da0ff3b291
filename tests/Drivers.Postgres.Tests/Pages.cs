using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Postgres.Tests;

/// <summary>Makes pages out of values, and values out of pages.</summary>
internal static class Pages
{
    public static RecordPage Of((string Name, FieldType Type)[] fields, params RecordValue[][] rows)
    {
        using var writer = new RecordPageWriter(new RecordSchema(fields.Select(field => new RecordField { Name = field.Name, Type = field.Type })));
        foreach (var row in rows)
        {
            writer.BeginRecord();
            foreach (var value in row)
                writer.WriteValue(value);
            writer.EndRecord();
        }

        return writer.ToPage();
    }

    public static async Task<List<RecordValue[]>> ReadAllAsync(IAsyncEnumerable<RecordPage> pages)
    {
        var rows = new List<RecordValue[]>();
        StopReason? stopped = null;
        await foreach (var page in pages)
        {
            using (page)
            {
                Assert.Null(stopped);
                stopped = page.StopReason;
                foreach (var record in page)
                    rows.Add([.. Enumerable.Range(0, page.Schema.Fields.Count).Select(record.GetValue)]);
            }
        }

        Assert.NotNull(stopped);
        return rows;
    }

    public static RecordValue V(string? text) => RecordValue.From(text);

    public static RecordValue V(long number) => RecordValue.From(number);
}
