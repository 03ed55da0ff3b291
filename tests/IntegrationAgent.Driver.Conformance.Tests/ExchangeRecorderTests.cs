using IntegrationAgent.Driver.Conformance.Tests.Reference;

namespace IntegrationAgent.Driver.Conformance.Tests;

public class ExchangeRecorderTests
{
    [Fact]
    public async Task Recording_holds_calls_and_exchanges_without_secrets_addresses_and_values()
    {
        var report = await ConformanceRunner.ReportAsync(new ReferenceAdapter(), [], new ConformanceOptions(), TestContext.Current.CancellationToken);

        var file = new ExchangeFile { Driver = report.DriverId, Kit = "1.0.0", Settings = report.RecordedSettings, Calls = report.Calls };
        var text = file.ToString();
        Assert.Equal(["connect", "check", "list_objects", "get_fields", "get_relationships", "query", "query", "query", "query", "write", "write", "write", "write"], report.Calls.Select(call => call.Method));
        Assert.Equal(["POST /token", "GET /me"], report.Calls[0].Exchanges.Select(exchange => $"{exchange.Method} {exchange.Path}"));
        Assert.Equal("http://target.invalid", report.RecordedSettings["url"]);
        Assert.Contains("/objects/tickets/rows?limit={}&cursor={}", report.Calls[5].Exchanges.Select(exchange => exchange.PathTemplate));
        Assert.Contains("records 5", report.Calls[5].Outcome);
        Assert.Contains("error field_not_found AfterUserAction Request", report.Calls[7].Outcome);
        Assert.Equal(["Insert", "Upsert", "Update", "Delete"], report.Calls.Skip(9).Select(call => call.Arguments["mode"]));
        Assert.Equal(["outcome Created"], report.Calls[9].Outcome);
        Assert.Equal(["outcome Updated", "outcome Created"], report.Calls[10].Outcome);
        Assert.Equal(("outcome Updated", 2), (report.Calls[11].Outcome[0], report.Calls[11].Outcome.Count));
        Assert.Equal(["outcome Deleted"], report.Calls[12].Outcome);
        Assert.All(report.Calls.Skip(9), call => Assert.NotEmpty(call.Exchanges));
        Assert.StartsWith("[{\"id\":\"", report.Calls[9].Arguments["records"], StringComparison.Ordinal);
        Assert.DoesNotContain(ReferenceServer.ClientSecret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("access-0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", text, StringComparison.Ordinal);
        Assert.DoesNotContain("zwei W", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_recordings_of_one_driver_are_the_same_bytes()
    {
        var first = await RecordAsync();
        var second = await RecordAsync();

        Assert.Equal(first, second);
        Assert.Equal(first, ExchangeFile.Read(first).ToString());
    }

    [Fact]
    public void File_of_another_format_is_refused() =>
        Assert.Throws<System.Text.Json.JsonException>(() => ExchangeFile.Read("""{"format":2,"driver":"x","kit":"1","calls":[]}"""));

    [Theory]
    [InlineData("/objects/tickets", "/objects/tickets")]
    [InlineData("/v1/items/4711?limit=5&x", "/v1/items/{}?limit={}&x")]
    [InlineData("/a/00112233-4455-6677-8899-aabbccddeeff", "/a/{}")]
    public void Template_replaces_what_varies(string path, string template) => Assert.Equal(template, Recording.ExchangeScrubber.Template(path));

    private static async Task<string> RecordAsync()
    {
        var report = await ConformanceRunner.ReportAsync(new ReferenceAdapter(), [], new ConformanceOptions(), TestContext.Current.CancellationToken);
        return new ExchangeFile { Driver = report.DriverId, Kit = "1.0.0", Settings = report.RecordedSettings, Calls = report.Calls }.ToString();
    }
}
