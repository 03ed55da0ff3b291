using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0109Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0109", DriverSource.Members(RulePage.Bad("IAD0109")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0109")));

    [Theory]
    [InlineData("public Stream Open(string path) => new FileStream(path, FileMode.Open);")]
    [InlineData("public bool Has(string path) => Directory.Exists(path);")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0109", DriverSource.Members(code));
}
