using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0122Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0122", DriverSource.Members(RulePage.Bad("IAD0122")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0122")));

    [Theory]
    [InlineData("public void Pause() => Thread.Sleep(10);")]
    [InlineData("public void Pause(Task task) => task.Wait();")]
    [InlineData("public void Load(Task task) => task.GetAwaiter().GetResult();")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0122", DriverSource.Members(code));
}
