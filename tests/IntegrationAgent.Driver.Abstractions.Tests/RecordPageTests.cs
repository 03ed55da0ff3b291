namespace IntegrationAgent.Driver.Tests;

public sealed class RecordPageTests
{
    private static readonly RecordSchema Schema = new(
    [
        new RecordField { Name = "n", Type = FieldType.Int64 },
        new RecordField { Name = "text", Type = FieldType.String },
        new RecordField { Name = "money", Type = FieldType.Decimal },
    ]);

    private static RecordPage One(Action<RecordPageWriter> write)
    {
        using var writer = new RecordPageWriter(Schema);
        writer.BeginRecord();
        write(writer);
        writer.EndRecord();
        return writer.ToPage();
    }

    [Fact]
    public void Absent_null_and_present_are_three_states()
    {
        using var page = One(writer =>
        {
            writer.WriteNull();
            writer.WriteString("");
        });

        Assert.Equal([ValueState.Null, ValueState.Present, ValueState.Absent], Enumerable.Range(0, 3).Select(page[0].GetState));
        Assert.Equal((null, "", null), (page[0].GetInt64(0), page[0].GetString(1), page[0].GetDecimal(2)));
        Assert.True(page[0].GetValue(2).State == ValueState.Absent && page[0].GetValue(0).State == ValueState.Null);
    }

    [Fact]
    public void A_decimal_beyond_system_decimal_keeps_its_text_and_says_so()
    {
        const string text = "123456789012345678901234567890123456789.5";
        using var page = One(writer =>
        {
            writer.WriteAbsent();
            writer.WriteAbsent();
            writer.WriteDecimalText(text);
        });

        Assert.Equal(text, page[0].GetDecimalText(2));
        Assert.Throws<OverflowException>(() => page[0].GetDecimal(2));
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData("-0.00")]
    [InlineData("79228162514264337593543950335")]
    public void A_decimal_keeps_its_scale(string text)
    {
        using var page = One(writer =>
        {
            writer.WriteAbsent();
            writer.WriteAbsent();
            writer.WriteDecimalText(text);
        });

        Assert.Equal(text, page[0].GetDecimalText(2));
    }

    [Theory]
    [InlineData("1e5")]
    [InlineData("")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    public void What_is_no_plain_number_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => One(writer =>
        {
            writer.WriteAbsent();
            writer.WriteAbsent();
            writer.WriteDecimalText(text);
        }));
        Assert.Throws<FormatException>(() => RecordValue.FromDecimalText(text));
    }

    [Fact]
    public void The_writer_refuses_the_wrong_type_too_many_fields_and_the_wrong_order()
    {
        using var writer = new RecordPageWriter(Schema);

        Assert.Throws<InvalidOperationException>(() => writer.WriteInt64(1));
        Assert.Throws<InvalidOperationException>(writer.EndRecord);
        writer.BeginRecord();
        Assert.Throws<InvalidOperationException>(() => writer.WriteString("text"));
        Assert.Throws<InvalidOperationException>(writer.BeginRecord);
        writer.WriteInt64(1);
        writer.WriteNull();
        writer.WriteNull();
        Assert.Throws<InvalidOperationException>(() => writer.WriteNull());
    }

    [Fact]
    public void A_record_that_is_not_ended_is_not_part_of_the_page_and_the_writer_goes_on()
    {
        using var writer = new RecordPageWriter(Schema);
        writer.BeginRecord();
        writer.WriteInt64(1);
        writer.EndRecord();
        writer.BeginRecord();
        writer.WriteInt64(2);

        using var first = writer.ToPage();
        writer.BeginRecord();
        writer.WriteInt64(3);
        writer.EndRecord();
        using var second = writer.ToPage(StopReason.Exhausted, "c", 3);

        Assert.Equal((1, 1L), (first.Count, first[0].GetInt64(0)));
        Assert.Equal((1, 3L, StopReason.Exhausted, "c", 3L), (second.Count, second[0].GetInt64(0), second.StopReason, second.Cursor, second.TotalCount));
    }

    [Fact]
    public void A_disposed_page_is_not_read()
    {
        var page = One(writer => writer.WriteInt64(1));
        page.Dispose();
        page.Dispose();

        Assert.Throws<ObjectDisposedException>(() => page.Data);
        Assert.Throws<ObjectDisposedException>(() => page[0].GetInt64(0));
    }

    [Fact]
    public void A_getter_of_another_type_and_a_field_that_is_not_there_are_misuse()
    {
        using var page = One(writer => writer.WriteInt64(1));

        Assert.Throws<InvalidOperationException>(() => page[0].GetString(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => page[0].GetState(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => page[1]);
    }

    [Fact]
    public void A_schema_refuses_a_name_twice_and_too_many_fields()
    {
        Assert.Throws<ArgumentException>(() => new RecordSchema([new RecordField { Name = "a", Type = FieldType.String }, new RecordField { Name = "a", Type = FieldType.Int64 }]));
        Assert.Throws<ArgumentException>(() => new RecordSchema(Enumerable.Range(0, RecordSchema.MaxFields + 1).Select(i => new RecordField { Name = $"f{i}", Type = FieldType.Boolean })));
        Assert.Equal((1, -1), (Schema.IndexOf("text"), Schema.IndexOf("TEXT")));
    }
}
