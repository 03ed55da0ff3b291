using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0103Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0103", DriverSource.Members(RulePage.Bad("IAD0103")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0103")));

    [Theory]
    [InlineData("public void Trace(Secret key) { var text = key.Reveal(); context.Log.Write(DriverLogLevel.Debug, \"key\", \"uses \" + text); }")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0103", DriverSource.Members(code));

    [Theory]
    [InlineData("public void Sign(Secret key, HttpRequestMessage request) { var text = key.Reveal(); request.Headers.Add(\"X-Key\", text); context.Log.Write(DriverLogLevel.Debug, \"key\", \"length \" + text.Length); }")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0103", DriverSource.Members(code));
}
