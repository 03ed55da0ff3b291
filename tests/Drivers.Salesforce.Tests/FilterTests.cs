using CsCheck;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace Drivers.Salesforce.Tests;

public sealed class FilterTests
{
    private static readonly string[] Fields = ["Id", "LastName", "Email", "AnnualRevenue", "NumberOfEmployees", "IsConverted", "CreatedDate", "LeadSource"];

    /// <summary>The property that makes pushing down safe: the same records, whoever filters.</summary>
    [Fact]
    public async Task Filtering_there_and_here_finds_the_same_records()
    {
        await using var org = await Org.StartAsync(120);
        await using var client = await org.ConnectAsync();
        var token = TestContext.Current.CancellationToken;
        var everything = new List<RecordPage>();
        await foreach (var page in client.QueryAsync(new QueryRequest { Object = "Lead", Fields = Fields }, token))
            everything.Add(page);
        var samples = everything[0];

        await Gen.Int.SampleAsync(
            async seed =>
            {
                var filter = Make(new Random(seed), samples, 0);
                var evaluator = new FilterEvaluator(samples.Schema, filter, ignoreCase: true);
                var expected = new List<string>();
                foreach (var page in everything)
                {
                    foreach (var record in page)
                    {
                        if (evaluator.Matches(record))
                            expected.Add(record.GetString(0)!);
                    }
                }

                var found = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], Filter = filter }, token));

                Assert.Equal(expected.Order(), found.Column(0).Order());
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public async Task A_value_cannot_leave_its_quotes()
    {
        await using var org = await Org.StartAsync(20);
        await using var client = await org.ConnectAsync();

        foreach (var text in new[] { "x' OR Id != '", "\\", "\\'", "%", "_", "a\nb", "';--", "\u0000", "😀'" })
        {
            foreach (var operation in new[] { ComparisonOperator.Equal, ComparisonOperator.Contains, ComparisonOperator.StartsWith, ComparisonOperator.EndsWith })
            {
                var pages = await Pages.ReadAsync(client.QueryAsync(
                    new QueryRequest { Object = "Lead", Fields = ["Id"], Filter = Filter.Compare("LastName", operation, RecordValue.From(text)) }, TestContext.Current.CancellationToken));

                Assert.Empty(pages.Rows);
            }
        }
    }

    [Theory]
    [InlineData("CreatedDate")]
    [InlineData("AnnualRevenue")]
    [InlineData("IsConverted")]
    public async Task A_value_of_the_wrong_type_is_refused_before_it_is_sent(string field)
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => Pages.ReadAsync(client.QueryAsync(
            new QueryRequest { Object = "Lead", Fields = ["Id"], Filter = Filter.Compare(field, ComparisonOperator.Equal, RecordValue.From("no")) }, TestContext.Current.CancellationToken)));

        Assert.Equal(DriverErrorCode.InvalidValue, error.Code);
        Assert.Equal(field, error.Target);
    }

    private static Filter Make(Random random, RecordPage samples, int depth)
    {
        switch (depth >= 3 ? random.Next(3) : random.Next(6))
        {
            case 0:
                return Comparison(random, samples);
            case 1:
                var text = samples[random.Next(samples.Count)].GetString(random.Next(1, 3)) ?? "x";
                return Filter.Compare(Fields[random.Next(1, 3)], (ComparisonOperator)random.Next(6, 9), RecordValue.From(text[..Math.Min(3, text.Length)]));
            case 2:
                var field = random.Next(1, Fields.Length);
                return Filter.In(Fields[field], [.. Enumerable.Range(0, random.Next(4)).Select(_ => samples[random.Next(samples.Count)].GetValue(field)).Where(sample => !sample.IsNull)]);
            case 3:
                return Filter.Not(Make(random, samples, depth + 1));
            case 4:
                return Filter.And([.. Enumerable.Range(0, random.Next(4)).Select(_ => Make(random, samples, depth + 1))]);
            default:
                return Filter.Or([.. Enumerable.Range(0, random.Next(4)).Select(_ => Make(random, samples, depth + 1))]);
        }
    }

    private static Filter Comparison(Random random, RecordPage samples)
    {
        var field = random.Next(1, Fields.Length);
        var sample = samples[random.Next(samples.Count)].GetValue(field);
        var ordered = !sample.IsNull && sample.Type is not (FieldType.Boolean or FieldType.String);
        return Filter.Compare(Fields[field], (ComparisonOperator)random.Next(ordered ? 6 : 2), sample);
    }
}
