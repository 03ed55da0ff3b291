using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0108Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0108", DriverSource.Members(RulePage.Bad("IAD0108")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0108")));

    [Theory]
    [InlineData("public void Stop() => Environment.Exit(1);")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"libc\")] private static extern int getpid();")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0108", DriverSource.Members(code));
}
