using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0114Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0114", DriverSource.Attributes(RulePage.Bad("IAD0114")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Attributes(RulePage.Good("IAD0114")));
}
