using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0112Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0112", DriverSource.Members(RulePage.Bad("IAD0112")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0112")));

    [Theory]
    [InlineData("public void Unrelated() => throw new NotSupportedException();")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0112", DriverSource.Members(code));
}
