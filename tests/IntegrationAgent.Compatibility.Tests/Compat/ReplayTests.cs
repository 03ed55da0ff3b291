using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Compatibility;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Compatibility.Tests.Compat;

/// <summary>Both versions run in a real jail and see nothing but the recording.</summary>
public sealed class ReplayTests : PackageFolder
{
    private const string Exchanges = """
        {
          "format": 1,
          "driver": "widgets",
          "kit": "1.0.0",
          "settings": { "url": "https://target.invalid" },
          "calls": [
            { "method": "connect", "outcome": [], "exchanges": [ { "method": "GET", "path": "/me", "pathTemplate": "/me", "status": 200, "headers": { "content-type": "application/json" }, "body": "{}" } ] },
            { "method": "list_objects", "outcome": [] },
            { "method": "query", "arguments": { "object": "widget", "fields": "id,size" }, "outcome": [],
              "exchanges": [ { "method": "GET", "path": "/widgets?limit=100", "pathTemplate": "/widgets?limit={}", "status": 200, "headers": { "content-type": "application/json" }, "body": "[{\"id\":\"a\",\"size\":1},{\"id\":\"b\",\"size\":2}]" } ] },
            { "method": "write", "arguments": { "object": "widget" }, "outcome": [] }
          ]
        }
        """;

    [Fact]
    public async Task Unchanged_driver_answers_every_recorded_call_as_before()
    {
        var report = await ReplayAsync(WidgetDriver.Source);

        Assert.Empty(report.Findings);
        Assert.Equal("Behaviour: of 4 recorded calls, 3 were replayed and 3 are answered as before.", Assert.Single(report.Notes));
    }

    [Fact]
    public async Task Answer_that_differs_is_found_with_both_answers()
    {
        var finding = Assert.Single((await ReplayAsync(Changed("writer.WriteInt64(item.GetProperty(\"size\").GetInt64());", "writer.WriteInt64(item.GetProperty(\"size\").GetInt64() * 10);"))).Findings);

        Assert.Equal(("IAC0301", "3 query widget", "record 0 size: 1", "record 0 size: 10"), (finding.Rule.Id, finding.Target, finding.Before, finding.After));
    }

    [Fact]
    public async Task Lost_record_is_found()
    {
        var finding = Assert.Single((await ReplayAsync(Changed("foreach (var item in document.RootElement.EnumerateArray())\n        {", "foreach (var item in document.RootElement.EnumerateArray())\n        {\n            if (item.GetProperty(\"id\").GetString() == \"b\") break;"))).Findings);

        Assert.Equal("IAC0301", finding.Rule.Id);
    }

    [Fact]
    public async Task Error_in_place_of_an_answer_is_found()
    {
        var finding = Assert.Single((await ReplayAsync(Changed("using var writer = new RecordPageWriter(Schema);", "using var writer = new RecordPageWriter(Schema); if (text.Length > 0) throw new DriverException(DriverErrorCode.QuotaExhausted, \"Enough. Wait.\");"))).Findings);

        Assert.Equal(("IAC0301", "error quota_exhausted Never Request"), (finding.Rule.Id, finding.After));
    }

    [Fact]
    public async Task Question_to_the_system_that_was_not_recorded_is_found()
    {
        var finding = Assert.Single((await ReplayAsync(Changed("/widgets?limit=100", "/v2/widgets"))).Findings);

        Assert.Equal(("IAC0302", "GET /widgets?limit={}", "GET /v2/widgets"), (finding.Rule.Id, finding.Before, finding.After));
    }

    [Fact]
    public async Task Recording_that_cannot_be_read_is_said() =>
        Assert.Equal("E-CPT-EXCHANGES", (await Assert.ThrowsAsync<AgentException>(() => ReplayAsync(WidgetDriver.Source, "{ \"format\": 99 }"))).Code);

    [Fact]
    public async Task Recording_without_http_is_said() =>
        Assert.Contains("nothing in the recording went over HTTP", Assert.Single((await ReplayAsync(WidgetDriver.Source, "{ \"format\": 1, \"calls\": [ { \"method\": \"list_objects\" } ] }")).Notes), StringComparison.Ordinal);

    [Fact]
    public async Task Replay_that_is_left_out_is_said()
    {
        var (old, @new) = Pair(WidgetDriver.Source, Exchanges);

        Assert.Equal("Behaviour was not compared: the replay was left out.", Assert.Single((await CompareAsync(old, @new)).Notes));
    }

    private static string Changed(string find, string replace) => new Change("", find, replace).ApplyTo(WidgetDriver.Source.ReplaceLineEndings("\n"));

    private (string Old, string New) Pair(string source, string exchanges) => (
        DriverPackages.Pack(Subfolder("old"), change: (files, _) => files[".intagent/exchanges.json"] = System.Text.Encoding.UTF8.GetBytes(exchanges)),
        DriverPackages.Pack(Subfolder("new"), "1.0.1", source));

    private Task<CompatReport> ReplayAsync(string source, string exchanges = Exchanges)
    {
        var (old, @new) = Pair(source, exchanges);
        return DriverComparer.CompareAsync(
            new CompatRequest { Old = old, New = @new, BaseFolder = Folder, Launcher = _ => Task.FromResult(new DriverHostLauncher(new JailSandbox())) },
            Cancel);
    }
}
