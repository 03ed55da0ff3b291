using IntegrationAgent.Driver;

namespace Drivers.Salesforce.Tests;

/// <summary>The text of queries, where Salesforce and the simulator could differ about the rules of missing values.</summary>
public sealed class SoqlTests
{
    private static readonly Filter Old = Filter.Compare("CreatedDate", ComparisonOperator.Less, RecordValue.From(new DateTimeOffset(2020, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1))));
    private static readonly Filter Web = Filter.Compare("leadsource", ComparisonOperator.Equal, RecordValue.From("Web"));

    public static TheoryData<Filter, string> Cases => new()
    {
        { Old, "CreatedDate < 2020-01-02T02:04:05.678Z" },
        { Filter.Not(Old), "((NOT CreatedDate < 2020-01-02T02:04:05.678Z) OR CreatedDate = null)" },
        { Web, "LeadSource = 'Web'" },
        { Filter.Not(Web), "(LeadSource != 'Web' OR LeadSource = null)" },
        { Filter.Compare("LeadSource", ComparisonOperator.NotEqual, RecordValue.Null), "LeadSource != null" },
        { Filter.Not(Filter.Compare("LeadSource", ComparisonOperator.NotEqual, RecordValue.Null)), "LeadSource = null" },
        { Filter.Not(Filter.In("LeadSource", RecordValue.From("a'b"), RecordValue.From("c"))), @"(LeadSource NOT IN ('a\'b','c') OR LeadSource = null)" },
        { Filter.Compare("Email", ComparisonOperator.Contains, RecordValue.From(@"5%_\")), @"Email LIKE '%5\%\_\\%'" },
        { Filter.Or(Filter.And(Web, Old), Filter.And(Web)), "((LeadSource = 'Web' AND CreatedDate < 2020-01-02T02:04:05.678Z) OR LeadSource = 'Web')" },
        { Filter.Not(Filter.And(Web, Filter.Compare("IsConverted", ComparisonOperator.Equal, RecordValue.From(true)))), "((LeadSource != 'Web' OR LeadSource = null) OR IsConverted != true)" },
        { Filter.And(Web, Filter.Or()), "Id = null" },
        { Filter.Or(Web, Filter.In("LeadSource")), "LeadSource = 'Web'" },
        { Filter.Compare("AnnualRevenue", ComparisonOperator.GreaterOrEqual, RecordValue.From(1.5e10)), "AnnualRevenue >= 15000000000" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_filter_spells_out_what_a_missing_value_means(Filter filter, string condition)
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync();

        await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["id", "Owner.Name"], Filter = filter, OrderBy = [new SortField { Field = "name", Descending = true }], Limit = 5 }, TestContext.Current.CancellationToken));

        Assert.EndsWith($"q=SELECT Id,Owner.Name FROM Lead WHERE {condition} ORDER BY Name DESC LIMIT 5", org.Simulator.RequestLog[^1].Path, StringComparison.Ordinal);
    }
}
