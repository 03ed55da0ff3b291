namespace IntegrationAgent.Driver.Authoring.Tests;

public sealed class FilterEvaluatorTests
{
    private static readonly RecordSchema Schema = new(
    [
        new() { Name = "Name", Type = FieldType.String },
        new() { Name = "Count", Type = FieldType.Int64 },
        new() { Name = "Amount", Type = FieldType.Decimal },
    ]);

    public static TheoryData<Filter, string> Cases => new()
    {
        { Filter.Compare("Name", ComparisonOperator.Equal, RecordValue.From("b")), "b" },
        { Filter.Compare("Name", ComparisonOperator.Equal, RecordValue.Null), "null" },
        { Filter.Compare("Name", ComparisonOperator.NotEqual, RecordValue.From("b")), "a,null" },
        { Filter.Compare("Name", ComparisonOperator.NotEqual, RecordValue.Null), "a,b" },
        { Filter.Compare("Count", ComparisonOperator.Greater, RecordValue.From(1.5)), "b" },
        { Filter.Not(Filter.Compare("Count", ComparisonOperator.Greater, RecordValue.From(1))), "a,null" },
        { Filter.Compare("Amount", ComparisonOperator.LessOrEqual, RecordValue.From(1L)), "a" },
        { Filter.In("Name", RecordValue.From("a"), RecordValue.From("x")), "a" },
        { Filter.Compare("Name", ComparisonOperator.Contains, RecordValue.From("B")), "" },
        { Filter.And(), "a,b,null" },
        { Filter.Or(), "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Matches_follows_the_rules_of_missing_values(Filter filter, string expected)
    {
        using var writer = new RecordPageWriter(Schema);
        foreach (var (name, count, amount) in new (string?, long?, decimal?)[] { ("a", 1, 1.0m), ("b", 2, 2.5m), (null, null, null) })
        {
            writer.BeginRecord();
            writer.WriteString(name);
            writer.WriteValue(count is null ? RecordValue.Null : RecordValue.From(count.Value));
            writer.WriteValue(amount is null ? RecordValue.Null : RecordValue.From(amount.Value));
            writer.EndRecord();
        }

        using var page = writer.ToPage();
        var evaluator = new FilterEvaluator(Schema, filter);
        var found = new List<string>();
        foreach (var record in page)
        {
            if (evaluator.Matches(record))
                found.Add(record.GetString(0) ?? "null");
        }

        Assert.Equal(expected, string.Join(',', found));
    }

    [Fact]
    public void A_field_that_is_not_read_is_an_error_with_the_nearest_name()
    {
        var error = Assert.Throws<DriverException>(() => new FilterEvaluator(Schema, Filter.Compare("Nane", ComparisonOperator.Equal, RecordValue.Null)));

        Assert.Equal(["Name"], error.Suggestions);
    }
}
