using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0123Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0123", DriverSource.Members(RulePage.Bad("IAD0123")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0123")));

    [Theory]
    [InlineData("public void Check(string name) => ArgumentException.ThrowIfNullOrEmpty(name);")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0123", DriverSource.Members(code));
}
