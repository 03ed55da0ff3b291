using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0118Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0118", DriverSource.Attributes(RulePage.Bad("IAD0118")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Attributes(RulePage.Good("IAD0118")));

    [Theory]
    [InlineData("[Driver(\"helpdesk\", DisplayName = \"<your system>\", Client = typeof(HelpdeskClient))]")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0118", DriverSource.Attributes(code));
}
