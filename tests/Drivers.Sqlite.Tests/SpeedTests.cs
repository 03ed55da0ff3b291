using System.Diagnostics;
using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Sqlite.Tests;

public sealed class SpeedTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Many_records_are_written_and_read_in_flat_memory()
    {
        const int pages = 150, rows = 2000;
        var token = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id TEXT PRIMARY KEY, name TEXT, email TEXT, amount INTEGER, at TIMESTAMP) WITHOUT ROWID");
        var schema = new RecordSchema(
        [
            new RecordField { Name = "id", Type = FieldType.String },
            new RecordField { Name = "name", Type = FieldType.String },
            new RecordField { Name = "email", Type = FieldType.String },
            new RecordField { Name = "amount", Type = FieldType.Int64 },
            new RecordField { Name = "at", Type = FieldType.Timestamp },
        ]);

        foreach (var expected in new[] { WriteStatus.Created, WriteStatus.Unchanged })
        {
            var clock = Stopwatch.StartNew();
            var cpu = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < pages; i++)
            {
                using var page = Page(schema, i * rows, rows);
                var response = await database.Client.WriteAsync(new WriteRequest { Object = "t", Mode = WriteMode.Upsert, KeyFields = ["id"], Records = page }, token);
                Assert.All(response.Outcomes, outcome => Assert.Equal(expected, outcome.Status));
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{expected}: {pages * rows / clock.Elapsed.TotalSeconds:N0} records/s, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (pages * rows):N2} µs of processor time each"));
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var reading = Stopwatch.StartNew();
        var readingCpu = Environment.CpuUsage.TotalTime;
        var (read, most) = (0L, 0L);
        await foreach (var page in database.Client.QueryAsync(new QueryRequest { Object = "t", Fields = ["id", "name", "email", "amount", "at"] }, token))
        {
            using (page)
                read += page.Count;
            if (read % (50 * rows) == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"read: {read / reading.Elapsed.TotalSeconds:N0} records/s, {(Environment.CpuUsage.TotalTime - readingCpu).TotalMicroseconds / read:N2} µs of processor time each, {most >> 10:N0} KiB more"));
        Assert.Equal(pages * rows, read);
        Assert.InRange(most, 0, 8 << 20);
    }

    private static RecordPage Page(RecordSchema schema, int from, int count)
    {
        using var writer = new RecordPageWriter(schema);
        for (var i = from; i < from + count; i++)
        {
            writer.BeginRecord();
            writer.WriteString(string.Create(CultureInfo.InvariantCulture, $"00Q{i:D15}"));
            writer.WriteString("Ann Example");
            writer.WriteString("ann@example.com");
            writer.WriteInt64(i);
            writer.WriteTimestamp(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero).AddSeconds(i));
            writer.EndRecord();
        }

        return writer.ToPage();
    }
}
