using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0125Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0125", DriverSource.Attributes(RulePage.Bad("IAD0125")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Attributes(RulePage.Good("IAD0125")));

    [Theory]
    [InlineData("[Driver(\"helpdesk\", Client = typeof(HelpdeskClient)), Setting(\"token_url\")]")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0125", DriverSource.Attributes(code));
}
