using IntegrationAgent.Driver;
using Record = IntegrationAgent.Driver.Record;

namespace IntegrationAgent.Wire.Tests;

/// <summary>Schemas and values of every type, from a seed.</summary>
internal sealed class RandomPages(int seed)
{
    private static readonly string[] Texts = ["", "a", "ä€😀", "\0", "'\"\\", new string('x', 200), "\r\n"];
    private static readonly string[] Decimals =
        ["0", "-0.00", "1.50", "79228162514264337593543950335", "-79228162514264337593543950335", "79228162514264337593543950336", "0.0000000000000000000000000001", "123456789012345678901234567890.123456789012345678901234567890", "007.70", "+1"];

    private readonly Random random = new(seed);

    public RecordSchema Schema(int depth = 0)
    {
        var fields = new List<RecordField>();
        for (var i = random.Next(depth == 0 ? 0 : 1, 9); i > 0; i--)
            fields.Add(Field($"f{i}", depth));
        return new RecordSchema(fields);
    }

    /// <summary>A page, and what each field of it must read as.</summary>
    public (RecordPage Page, List<object?[]> Expected) Page(RecordSchema schema, int rows)
    {
        using var writer = new RecordPageWriter(schema);
        var expected = new List<object?[]>();
        for (var row = 0; row < rows; row++)
        {
            if (random.Next(10) == 0)
            {
                // A record that is taken back leaves nothing.
                writer.BeginRecord();
                writer.DiscardRecord();
            }

            writer.BeginRecord();
            var ends = random.Next(6) == 0 ? random.Next(schema.Fields.Count + 1) : schema.Fields.Count;
            var values = new object?[schema.Fields.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = i < ends ? Write(writer, schema.Fields[i]) : ValueState.Absent;
            writer.EndRecord();
            expected.Add(values);
        }

        return (writer.ToPage(StopReason.Exhausted), expected);
    }

    public static void Verify(RecordPage page, List<object?[]> expected)
    {
        Assert.Equal(expected.Count, page.Count);
        foreach (var record in page)
        {
            for (var i = 0; i < page.Schema.Fields.Count; i++)
                Verify(record, i, expected[record.Row][i]);
        }
    }

    private static void Verify(Record record, int field, object? expected)
    {
        if (expected is ValueState state)
        {
            Assert.Equal(state, record.GetState(field));
            Assert.Equal(state, record.GetValue(field).State);
            return;
        }

        Assert.Equal(ValueState.Present, record.GetState(field));
        switch (expected)
        {
            case (RecordPage page, List<object?[]> inner):
                using (var read = record.Schema.Fields[field].Type == FieldType.List ? record.GetList(field)! : record.GetRecord(field)!)
                    Verify(read, inner);
                page.Dispose();
                break;
            case RecordValue value:
                Assert.True(value == record.GetValue(field), $"{record.Schema.Fields[field].Type} came back as {record.GetValue(field).ToInvariantString()}, not {value.ToInvariantString()}");
                break;
            default:
                Assert.Fail("No expectation.");
                break;
        }
    }

    private RecordField Field(string name, int depth)
    {
        var type = (FieldType)random.Next(depth < 2 ? 15 : 13);
        var element = (FieldType)random.Next(13);
        return type switch
        {
            FieldType.List when random.Next(3) == 0 => new RecordField { Name = name, Type = type, ElementType = FieldType.Record, Nested = Schema(depth + 1) },
            FieldType.List => new RecordField { Name = name, Type = type, ElementType = element },
            FieldType.Record => new RecordField { Name = name, Type = type, Nested = Schema(depth + 1) },
            _ => new RecordField { Name = name, Type = type },
        };
    }

    private object? Write(RecordPageWriter writer, RecordField field)
    {
        switch (random.Next(6))
        {
            case 0:
                writer.WriteNull();
                return ValueState.Null;
            case 1:
                writer.WriteAbsent();
                return ValueState.Absent;
        }

        if (field.Type is FieldType.List)
        {
            var inner = Page(new RecordSchema([new RecordField { Name = "value", Type = field.ElementType!.Value, Nested = field.Nested }]), random.Next(4));
            writer.WriteList(inner.Page);
            return inner;
        }

        if (field.Type is FieldType.Record)
        {
            var inner = Page(field.Nested!, 1);
            writer.WriteRecord(inner.Page);
            return inner;
        }

        var value = Value(field.Type);
        writer.WriteValue(value);
        return value;
    }

    private RecordValue Value(FieldType type) => type switch
    {
        FieldType.Boolean => RecordValue.From(random.Next(2) == 0),
        FieldType.Int64 => RecordValue.From(random.Next(4) switch { 0 => long.MinValue, 1 => long.MaxValue, 2 => random.Next(-100, 100), _ => random.NextInt64() }),
        FieldType.Double => RecordValue.From(random.Next(5) switch { 0 => double.NaN, 1 => double.NegativeInfinity, 2 => -0d, 3 => double.Epsilon, _ => random.NextDouble() }),
        FieldType.Decimal => Canonical(Decimals[random.Next(Decimals.Length)]),
        FieldType.Uuid => RecordValue.From(new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
        FieldType.Date => RecordValue.From(DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber + 1))),
        FieldType.Time => RecordValue.From(new TimeOnly(random.NextInt64(TimeOnly.MaxValue.Ticks + 1))),
        FieldType.LocalTimestamp => RecordValue.From(new DateTime(random.NextInt64(DateTime.MaxValue.Ticks + 1))),
        FieldType.Timestamp => RecordValue.From(new DateTimeOffset(random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(random.Next(-840, 841)))),
        FieldType.Binary => RecordValue.From(Bytes()),
        FieldType.Json => RecordValue.FromJson("{\"a\":[1,null,\"ä\"]}"),
        FieldType.Reference => RecordValue.FromReference(Texts[random.Next(Texts.Length)]),
        _ => RecordValue.From(Texts[random.Next(Texts.Length)]),
    };

    /// <summary>A number that System.Decimal holds is read as it prints: without a plus and leading zeros.</summary>
    private static RecordValue Canonical(string text) => RecordValue.FromDecimalText(text);

    private byte[] Bytes()
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return bytes;
    }
}
