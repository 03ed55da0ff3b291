using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0129Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0129", DriverSource.Members(RulePage.Bad("IAD0129")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0129")));

    [Theory]
    [InlineData("public DriverErrorCode Declared() => new(\"declared_code\");")]
    [InlineData("public DriverErrorCode Standard() => new(\"object_not_found\");")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0129", DriverSource.Members(code));
}
