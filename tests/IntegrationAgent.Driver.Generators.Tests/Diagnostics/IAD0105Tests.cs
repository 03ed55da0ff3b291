using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0105Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0105", DriverSource.Members(RulePage.Bad("IAD0105")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0105")));

    [Theory]
    [InlineData("public HttpClient Make() => new(new SocketsHttpHandler());")]
    [InlineData("public object Make() => new System.Net.Sockets.TcpClient();")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0105", DriverSource.Members(code));
}
