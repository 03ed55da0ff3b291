using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0106Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0106", DriverSource.Members(RulePage.Bad("IAD0106")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0106")));

    [Theory]
    [InlineData("public DateTime Since() => DateTime.Now;")]
    [InlineData("public long Since() => Environment.TickCount64;")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0106", DriverSource.Members(code));
}
