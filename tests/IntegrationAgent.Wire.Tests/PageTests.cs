using System.Text.Json;
using CsCheck;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Wire.Tests;

/// <summary>Pages of every shape survive the wire; bytes of no shape harm nobody.</summary>
public sealed class PageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_of_every_type_come_back_over_the_wire_as_they_were_written()
    {
        await using var ends = Ends.Connect(async (exchange, token) =>
        {
            await foreach (var page in exchange.ReadPagesAsync(token))
            {
                using (page)
                    await exchange.SendPageAsync(page, page.Position, token);
            }

            exchange.EndPages();
            exchange.Reply(new StreamReply(), WireJson.Default.StreamReply);
        });

        await Gen.Select(Gen.Int, Gen.Int[0, 40]).SampleAsync(
            async (seed, rows) =>
            {
                var random = new RandomPages(seed);
                var schema = random.Schema();
                var (sent, expected) = random.Page(schema, rows);
                using var exchange = ends.Parent.Open("echo", Nothing.Instance, WireJson.Default.Nothing);
                using (sent)
                    await exchange.SendPageAsync(sent, 7, Token);
                exchange.EndPages();
                var count = 0;
                await foreach (var page in exchange.ReadPagesAsync(Token))
                {
                    using var records = page.ToRecordPage();
                    RandomPages.Verify(records, expected);
                    Assert.Equal(StopReason.Exhausted, records.StopReason);
                    count++;
                }

                Assert.Equal(1, count);
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void Copied_fields_are_the_same_fields() => Gen.Select(Gen.Int, Gen.Int[0, 20]).Sample(
        (seed, rows) =>
        {
            var random = new RandomPages(seed);
            var schema = random.Schema();
            var (page, expected) = random.Page(schema, rows);
            using var writer = new RecordPageWriter(schema);
            foreach (var record in page)
            {
                writer.BeginRecord();
                for (var i = 0; i < schema.Fields.Count; i++)
                    writer.CopyField(record, i);
                writer.EndRecord();
            }

            using var copy = writer.ToPage();
            RandomPages.Verify(copy, expected);
            page.Dispose();
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void Damaged_pages_are_refused_or_read_and_never_read_beyond_themselves() => Gen.Select(Gen.Int, Gen.Int, Gen.Int[0, 3]).Sample(
        (seed, damage, kind) =>
        {
            var random = new RandomPages(seed);
            var schema = random.Schema();
            var (page, _) = random.Page(schema, 5);
            var data = page.Data.ToArray();
            var dice = new Random(damage);
            var bytes = kind switch
            {
                0 => data[..dice.Next(data.Length + 1)],
                1 => Noise(dice, dice.Next(200)),
                2 => [.. data, .. Noise(dice, 1 + dice.Next(20))],
                _ => Flipped(data, dice),
            };

            // The bytes lie between others that must not be seen: an array of their own would hide a read beyond the end.
            using var hostile = RecordPage.FromEncoded(schema, kind == 1 ? dice.Next(1000) : 5, bytes.AsMemory());
            Read(hostile);
            page.Dispose();
        },
        iter: 3000,
        threads: 1);

    [Fact]
    public void A_count_that_would_overflow_is_refused()
    {
        var schema = new RecordSchema(Enumerable.Range(0, 2000).Select(i => new RecordField { Name = $"f{i}", Type = FieldType.Boolean }));
        using var page = RecordPage.FromEncoded(schema, int.MaxValue, new byte[10]);

        Assert.ThrowsAny<Exception>(() => page[0].GetBoolean(0));
    }

    [Fact]
    public void Values_and_filters_survive_json() => Gen.Int.Sample(
        seed =>
        {
            var random = new RandomPages(seed);
            var schema = random.Schema(2);
            var (page, _) = random.Page(schema, 3);
            foreach (var record in page)
            {
                for (var i = 0; i < schema.Fields.Count; i++)
                {
                    var value = record.GetValue(i);
                    var back = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, WireJson.Default.RecordValue), WireJson.Default.RecordValue);
                    Assert.True(value == back, $"{schema.Fields[i].Type} {value.ToInvariantString()} came back as {back.ToInvariantString()}");
                }
            }

            var schemaBack = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(schema, WireJson.Default.RecordSchema), WireJson.Default.RecordSchema)!;
            Assert.Equal(schema.Fields.Select(field => (field.Name, field.Type, field.ElementType)), schemaBack.Fields.Select(field => (field.Name, field.Type, field.ElementType)));
            page.Dispose();
        },
        iter: 500,
        threads: 1);

    [Theory]
    [InlineData("""{"compare":{"field":"a","operator":"equal","value":{"int64":"1"}}}""", true)]
    [InlineData("""{"and":[{"not":{"in":{"field":"a","values":[null,{"string":"x"}]}}},{"or":[]}]}""", true)]
    [InlineData("""{"and":{}}""", false)]
    [InlineData("""{"and":[],"or":[]}""", false)]
    [InlineData("""{"compare":{"field":"a","operator":"drop","value":null}}""", false)]
    [InlineData("""{"compare":{"field":"a","operator":"99","value":null}}""", false)]
    [InlineData("""{"compare":{"field":"a","operator":"equal","value":{"int64":"1e5"}}}""", false)]
    [InlineData("""{"compare":{"operator":"equal","value":null}}""", false)]
    [InlineData("""{"sql":"1=1"}""", false)]
    [InlineData("""{}""", false)]
    [InlineData("""[]""", false)]
    [InlineData("""{"compare":1}""", false)]
    [InlineData("""{"in":{"field":1,"values":[]}}""", false)]
    [InlineData("""{"in":{"field":"a","values":{}}}""", false)]
    [InlineData("""{"compare":{"field":"a","operator":"equal","value":{"string":1}}}""", false)]
    [InlineData("""{"compare":{"field":"a","operator":1,"value":null}}""", false)]
    public void A_filter_is_what_it_says_or_no_filter(string json, bool valid)
    {
        if (valid)
            Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, WireJson.Default.Filter)!, WireJson.Default.Filter));
        else
            Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, WireJson.Default.Filter));
    }

    [Fact]
    public void A_filter_of_1000_levels_is_refused()
    {
        var json = string.Concat(Enumerable.Repeat("{\"not\":", 1000)) + "{\"and\":[]}" + new string('}', 1000);

        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, WireJson.Default.Filter));
    }

    private static void Read(RecordPage page)
    {
        try
        {
            foreach (var record in page)
            {
                for (var i = 0; i < page.Schema.Fields.Count; i++)
                {
                    record.GetState(i);
                    record.GetValue(i);
                }
            }
        }
        catch (InvalidDataException)
        {
            // Refused; anything else would have ended the process or the test.
        }
    }

    private static byte[] Noise(Random dice, int length)
    {
        var bytes = new byte[length];
        dice.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Flipped(byte[] data, Random dice)
    {
        for (var i = 0; i < 3 && data.Length > 0; i++)
            data[dice.Next(data.Length)] ^= (byte)(1 << dice.Next(8));
        return data;
    }
}
