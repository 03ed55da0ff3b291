using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0121Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0121", DriverSource.Members(RulePage.Bad("IAD0121")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0121")));

    [Theory]
    [InlineData("public ValueTask DisposeAsync() { http.Dispose(); return default; }")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0121", DriverSource.Members(code));
}
