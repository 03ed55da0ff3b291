namespace IntegrationAgent.Driver.Authoring.Tests;

public sealed class NearestNamesTests
{
    private static readonly string[] Fields = ["Id", "FirstName", "LastName", "LeadSource", "Email", "How_They_Found_Us__c", "AnnualRevenue", "IsConverted", "ConvertedDate"];

    [Theory]
    [InlineData("Emial", "Email")]
    [InlineData("email", "Email")]
    [InlineData("lead_source", "LeadSource")]
    [InlineData("LastNam", "LastName")]
    [InlineData("HowTheyFoundUs", "How_They_Found_Us__c")]
    [InlineData("Found_Us", "How_They_Found_Us__c")]
    [InlineData("Revenue", "AnnualRevenue")]
    public void Find_puts_the_name_that_was_meant_first(string asked, string meant) => Assert.Equal(meant, NearestNames.Find(asked, Fields)[0]);

    [Fact]
    public void Find_of_something_far_away_finds_nothing() => Assert.Empty(NearestNames.Find("Zebra", Fields));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)]
    public void Distance_counts_a_swap_as_one(string left, string right, int distance) => Assert.Equal(distance, NearestNames.Distance(left, right));
}
