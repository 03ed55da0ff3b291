using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0110Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0110", DriverSource.Members(RulePage.Bad("IAD0110")), count: 2);

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0110")));

    [Theory]
    [InlineData("public object Load(byte[] code) => System.Reflection.Assembly.Load(code);")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0110", DriverSource.Members(code));
}
