using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Tests;

public class FilterTests
{
    [Fact]
    public void Comparison_with_a_captured_value_becomes_a_parameter()
    {
        var since = FakeAgent.Now.AddDays(-30);

        var filter = Assert.IsType<ComparisonFilter>(Translate(lead => lead.CreatedDate >= since));

        Assert.Equal(("CreatedDate", ComparisonOperator.GreaterOrEqual), (filter.Field, filter.Operator));
        Assert.Equal(since, filter.Value.AsTimestamp());
    }

    [Fact]
    public void Method_of_a_captured_value_is_evaluated_at_once()
    {
        var days = 30;

        var filter = Assert.IsType<ComparisonFilter>(Translate(lead => FakeAgent.Now.AddDays(-days) <= lead.CreatedDate));

        Assert.Equal(ComparisonOperator.GreaterOrEqual, filter.Operator);
        Assert.Equal(FakeAgent.Now.AddDays(-30), filter.Value.AsTimestamp());
    }

    [Fact]
    public void Reference_is_compared_with_a_reference_and_a_path_by_its_path()
    {
        var filter = Assert.IsType<AndFilter>(Translate(lead => lead.Id == "00Q1" && lead.CampaignName != "Spring"));

        Assert.Equal(FieldType.Reference, Assert.IsType<ComparisonFilter>(filter.Filters[0]).Value.Type);
        Assert.Equal("Campaign.Name", Assert.IsType<ComparisonFilter>(filter.Filters[1]).Field);
    }

    [Fact]
    public void Text_tests_lists_flags_and_null_have_counterparts()
    {
        string[] names = ["a", "b"];

        Assert.Equal(ComparisonOperator.StartsWith, Assert.IsType<ComparisonFilter>(Translate(lead => lead.Name.StartsWith("A"))).Operator);
        Assert.Equal(ComparisonOperator.EndsWith, Assert.IsType<ComparisonFilter>(Translate(lead => lead.Name.ToString().EndsWith("zz", StringComparison.Ordinal))).Operator);
        Assert.Equal(["a", "b"], Assert.IsType<InFilter>(Translate(lead => names.Contains((string?)lead.Name))).Values.Select(value => value.AsString()));
        Assert.True(Assert.IsType<ComparisonFilter>(Translate(lead => lead.IsConverted == true)).Value.AsBoolean());
        Assert.True(Assert.IsType<ComparisonFilter>(Translate(lead => lead.Name == null)).Value.IsNull);
        Assert.Equal(ComparisonOperator.NotEqual, Assert.IsType<ComparisonFilter>(Translate(lead => lead.Amount.HasValue)).Operator);
        Assert.IsType<NotFilter>(Translate(lead => !(lead.Amount > 10m)));
        Assert.IsType<OrFilter>(Translate(lead => string.IsNullOrEmpty(lead.Name)));
    }

    [Fact]
    public void Part_without_a_counterpart_is_named()
    {
        var failure = Assert.Throws<ScriptException>(() => Translate(lead => lead.Amount > 1 && lead.Name.ToString().Length > 3));

        Assert.Equal("E-SCR-FILTER", failure.Code);
        Assert.Contains("Length", failure.Message, StringComparison.Ordinal);
    }

    private static Filter Translate(System.Linq.Expressions.Expression<Func<Lead, bool>> predicate) => Filters.FilterTranslator.Translate(predicate);
}
