using System.Text;

namespace IntegrationAgent.Driver.Authoring.Tests;

public sealed class JsonPageReaderTests
{
    private static readonly RecordSchema Schema = new(
    [
        new() { Name = "Id", Type = FieldType.String },
        new() { Name = "Parent.Name", Type = FieldType.String },
        new() { Name = "Amount", Type = FieldType.Decimal },
        new() { Name = "Count", Type = FieldType.Int64 },
        new() { Name = "Open", Type = FieldType.Boolean },
        new() { Name = "Day", Type = FieldType.Date },
        new() { Name = "At", Type = FieldType.Timestamp },
        new() { Name = "Clock", Type = FieldType.Time },
        new() { Name = "Address", Type = FieldType.Json },
    ]);

    private static readonly IReadOnlyList<IReadOnlyList<string>> Paths = [["Id"], ["Parent", "Name"], ["Amount"], ["Count"], ["Open"], ["Day"], ["At"], ["Clock"], ["Address"]];

    [Fact]
    public async Task Read_of_every_type_gives_typed_values()
    {
        using var page = await ReadAsync("""
            {"totalSize":1,"done":true,"x":{"deep":[1,{"y":2}]},"records":[{"attributes":{"type":"T","url":"/u"},"Id":"a\u00e9\"\ud83d\ude00","Parent":{"attributes":{"a":1},"Name":"P"},
            "Amount":950000000.0,"Count":39000,"Open":true,"Day":"2020-02-29","At":"2020-10-22T21:03:23.000+0000","Clock":"13:30:15.250Z","Address":{"city":"Ü", "n":[1]}}]}
            """);

        var record = page[0];
        Assert.Equal("aé\"😀", record.GetString(0));
        Assert.Equal("P", record.GetString(1));
        Assert.Equal("950000000.0", record.GetDecimalText(2));
        Assert.Equal(39000, record.GetInt64(3));
        Assert.True(record.GetBoolean(4));
        Assert.Equal(new DateOnly(2020, 2, 29), record.GetDate(5));
        Assert.Equal(new DateTimeOffset(2020, 10, 22, 21, 3, 23, TimeSpan.Zero), record.GetTimestamp(6));
        Assert.Equal(new TimeOnly(13, 30, 15, 250), record.GetTime(7));
        Assert.Equal("""{"city":"Ü", "n":[1]}""", record.GetString(8));
    }

    [Fact]
    public async Task Read_of_a_null_parent_and_of_missing_properties_gives_nulls()
    {
        using var page = await ReadAsync("""{"records":[{"Parent":null,"Id":null}]}""");

        for (var field = 0; field < Schema.Fields.Count; field++)
            Assert.Equal(ValueState.Null, page[0].GetState(field));
    }

    [Fact]
    public async Task Read_of_properties_in_another_order_finds_them()
    {
        using var page = await ReadAsync("""{"records":[{"Open":false,"Amount":-1.50,"unknown":[{"Id":"no"}],"Id":"x"}]}""");

        Assert.Equal("x", page[0].GetString(0));
        Assert.Equal("-1.50", page[0].GetDecimalText(2));
        Assert.False(page[0].GetBoolean(4));
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("-0", "0")]
    [InlineData("123456789012345678.9", "123456789012345678.9")]
    [InlineData("1234567890123456789012345678901234.5", "1234567890123456789012345678901234.5")]
    [InlineData("1.5E3", "1500")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("18446744073709551616", "18446744073709551616")]
    public async Task Read_of_a_decimal_keeps_every_digit(string json, string text)
    {
        using var page = await ReadAsync($$"""{"records":[{"Amount":{{json}}}]}""");

        Assert.Equal(text, page[0].GetDecimalText(2)!.TrimStart('-').Insert(0, json.StartsWith('-') && text != "0" ? "-" : ""));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Read_in_small_pieces_gives_the_same_records(int piece)
    {
        var json = new StringBuilder("{\"records\":[");
        for (var i = 0; i < 3000; i++)
            json.Append(i == 0 ? "" : ",").Append($$"""{"Id":"{{new string((char)('a' + (i % 26)), i % 300)}}","Count":{{i}}}""");
        json.Append("],\"done\":false,\"next\":\"/n\"}");
        var reader = new JsonPageReader(new JsonRecordMap(Schema, Paths), "records", "done", "next");
        using var writer = new RecordPageWriter(Schema);

        await reader.ReadAsync(new SlowStream(Encoding.UTF8.GetBytes(json.ToString()), piece), writer, TestContext.Current.CancellationToken);

        using var page = writer.ToPage();
        Assert.Equal(3000, page.Count);
        Assert.Equal(2999, page[2999].GetInt64(3));
        Assert.Equal(299, page[299].GetString(0)!.Length);
        Assert.Equal("false", reader.GetEnvelope(0));
        Assert.Equal("/n", reader.GetEnvelope(1));
    }

    [Fact]
    public async Task Read_of_a_record_larger_than_the_buffer_grows_it()
    {
        using var page = await ReadAsync($$"""{"records":[{"Id":"{{new string('x', 600_000)}}"},{"Id":"y"}]}""");

        Assert.Equal(600_000, page[0].GetString(0)!.Length);
        Assert.Equal("y", page[1].GetString(0));
    }

    [Theory]
    [InlineData("""{"records":[{"Id":"a"}""")]
    [InlineData("""{"records":[{"Id":"a"},{"Id":"b"}]""")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"records":[]}{}""")]
    public async Task Read_of_an_answer_that_is_not_whole_is_incomplete(string json)
    {
        var error = await Assert.ThrowsAsync<DriverException>(() => ReadAsync(json));

        Assert.Equal(DriverErrorCode.IncompleteResult, error.Code);
    }

    [Fact]
    public async Task Read_of_a_value_of_another_type_names_the_field_and_not_the_value()
    {
        var error = await Assert.ThrowsAsync<DriverException>(() => ReadAsync("""{"records":[{"Count":"private"}]}"""));

        Assert.Equal(DriverErrorCode.SchemaChanged, error.Code);
        Assert.Equal("Count", error.Target);
        Assert.DoesNotContain("private", error.Message, StringComparison.Ordinal);
    }

    private static async Task<RecordPage> ReadAsync(string json)
    {
        var reader = new JsonPageReader(new JsonRecordMap(Schema, Paths), "records", "totalSize", "done");
        using var writer = new RecordPageWriter(Schema);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        await reader.ReadAsync(stream, writer, TestContext.Current.CancellationToken);
        return writer.ToPage();
    }

    private sealed class SlowStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
