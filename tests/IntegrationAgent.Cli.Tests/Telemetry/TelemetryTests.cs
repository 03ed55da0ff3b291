using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Cli.Tests.Running;
using IntegrationAgent.Testing;
using Microsoft.Extensions.Logging;

namespace IntegrationAgent.Cli.Tests.Telemetry;

/// <summary>Everything that a collector is sent, by real commands, over HTTP.</summary>
public class TelemetryTests
{
    private const string Authorization = "Bearer collector-9c1f0b7d55e2";

    [Fact]
    public async Task Whole_way_of_a_run_reaches_the_collector_and_nothing_of_its_records_does()
    {
        await using var collector = await Collector.StartAsync();
        await using var workspace = await LeadWorkspace.CreateAsync();
        foreach (var (name, value) in Variables(collector))
            workspace.Variables[name] = value;

        (await workspace.RunAsync("discover", "salesforce", "Lead")).Expect(0);
        await workspace.ApproveAsync();
        (await workspace.RunAsync("run", "lead-sync")).Expect(0);

        var rows = Sql.Scalar(workspace.Database, "SELECT count(*) FROM leads");
        AssertSpans(collector.Spans);
        Assert.Equal(rows, Sum(collector, "intagent.run.records", "created"));
        Assert.Equal(rows, Sum(collector, "intagent.run.records", "read"));
        Assert.Equal(rows, Sum(collector, "intagent.run.verified_records", "matching"));
        Assert.Equal(0, collector.Points.Where(point => point.Name == "intagent.run.active").Sum(point => point.Value));
        Assert.Equal(["salesforce", "warehouse"], collector.Points.Where(point => point.Name == "intagent.driver.requests" && point.Value > 0).Select(point => point.Attributes[AttributeNames.Connection]).Distinct().Order());
        Assert.Superset(new HashSet<string> { "plan.made", "plan.decided", "run.succeeded" }, collector.Logs.Select(log => log.Event).ToHashSet());
        Assert.Equal("intagent", collector.Resource["service.name"]);
        Assert.Equal([Authorization], collector.Authorizations);
        AssertClean(collector, workspace);
        AssertDocumented(collector);
    }

    [Fact]
    public async Task Refused_run_is_told_with_its_code_and_without_its_message()
    {
        await using var collector = await Collector.StartAsync();
        await using var workspace = await LeadWorkspace.CreateAsync();
        (await workspace.RunAsync("ask", LeadWorkspace.Request, "--best")).Expect(0);
        (await workspace.RunAsync("dry-run", "lead-sync")).Expect(0);
        foreach (var (name, value) in Variables(collector))
            workspace.Variables[name] = value;

        var answer = (await workspace.RunAsync("run", "lead-sync")).Expect(4);

        var code = Regex.Match(answer.Error, "error (E-[A-Z-]+):").Groups[1].Value;
        var run = Assert.Single(collector.Spans, span => span.Name == SpanNames.Run);
        Assert.True(run.Failed);
        Assert.Equal(code, run.Attributes[AttributeNames.ErrorType]);
        Assert.Equal(code, Assert.Single(collector.Logs, log => log.Event == "run.refused").Attributes["Code"]);
        Assert.Equal("4", Assert.Single(collector.Spans, span => span.Name == "intagent run").Attributes["process.exit.code"]);
        Assert.DoesNotContain(Regex.Match(answer.Error, "error E-[A-Z-]+: (.{20})").Groups[1].Value, collector.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is not there")]
    [InlineData("never answers")]
    public async Task Run_is_not_touched_by_a_collector_that_is_down(string how)
    {
        await using var workspace = await LeadWorkspace.CreateApprovedAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        workspace.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        if (how == "is not there")
            listener.Stop();

        var run = (await workspace.RunAsync("run", "lead-sync")).Expect(0);
        File.AppendAllText(workspace.Script, " ");
        var refused = (await workspace.RunAsync("run", "lead-sync")).Expect(4);
        var runs = (await workspace.RunAsync("runs", "--json")).Expect(0);

        Assert.Empty(run.Error);
        Assert.Contains("error E-APR-MISMATCH", refused.Error, StringComparison.Ordinal);
        Assert.True(Sql.Scalar(workspace.Database, "SELECT count(*) FROM leads") > 0);
        Assert.Contains("succeeded", runs.Output, StringComparison.OrdinalIgnoreCase);
        Assert.True(how == "is not there" || listener.Pending());
    }

    [Fact]
    public async Task Collector_that_is_not_there_changes_nothing_but_a_word_when_asked()
    {
        using var folder = new TemporaryFolder();
        var nowhere = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "1000" };

        var answer = (await Intagent.RunAsync(folder.Path, ["init", "--single-user", "--json"], nowhere)).Expect(0);

        Assert.True(answer.Json.GetProperty("ok").GetBoolean());
        Assert.Empty(answer.Error);
    }

    [Fact]
    public async Task Secret_in_a_name_is_taken_out_of_spans_and_metrics()
    {
        const string secret = "sk-4f1c9a77d0e2";
        var scrubber = new SecretScrubber();
        scrubber.Add("API_KEY", secret);
        var (tags, integration) = (new List<object?>(), $"by {secret}");
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == AgentTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => tags.AddRange(span.TagObjects.Select(tag => tag.Value)),
        };
        ActivitySource.AddActivityListener(spans);
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        meters.SetMeasurementEventCallback<long>((instrument, _, measured, _) =>
        {
            if (instrument.Meter.Name != AgentTelemetry.SourceName)
                return;
            foreach (var tag in measured)
                tags.Add(tag.Value);
        });
        meters.Start();

        var telemetry = new AgentTelemetry(scrubber);
        await telemetry.SpanAsync(SpanNames.Check, [(AttributeNames.Integration, integration)], _ => Task.FromResult(0));
        telemetry.BeginRun(integration).Dispose();

        Assert.Equal(3, tags.Count(tag => "by [secret API_KEY]".Equals(tag)));
        Assert.DoesNotContain(tags, tag => tag?.ToString()!.Contains(secret, StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Spans_attributes_and_events_are_documented()
    {
        Assert.Equal(Constants(typeof(SpanNames)).Order(), Column("## Spans").Where(name => !name.StartsWith("intagent ", StringComparison.Ordinal)).Order());
        Assert.Equal(Constants(typeof(AttributeNames)).Order(), Column("## Attributes").Order());
        Assert.Equal(
            typeof(AgentTelemetry).Assembly.GetType("IntegrationAgent.Agent.Telemetry.Log", throwOnError: true)!.GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
                .Select(log => $"| `{log.EventName}` | {log.EventId} | {log.Level.ToString().ToLowerInvariant()} | {string.Join(", ", Regex.Matches(log.Message, @"\{(\w+)\}").Select(match => $"`{match.Groups[1].Value}`"))} |").Order(),
            Rows("## Logs").Order(),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Metrics_are_documented_with_instrument_unit_and_meaning()
    {
        var published = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == AgentTelemetry.SourceName)
                    published.Add($"| `{instrument.Name}` | {Kind(instrument)} | `{instrument.Unit}` | {instrument.Description} |");
            },
        };
        new AgentTelemetry(new SecretScrubber()).BeginRun("one").Dispose();
        listener.Start();

        Assert.Equal(published.Order(), Rows("## Metrics").Select(row => string.Join('|', row.Split('|')[..5]) + "|").Order());
    }

    private static Dictionary<string, string> Variables(Collector collector) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "Authorization=" + Uri.EscapeDataString(Authorization),
    };

    private static void AssertSpans(IReadOnlyList<ReceivedSpan> spans)
    {
        Assert.Superset(Constants(typeof(SpanNames)).Concat(["intagent discover", "intagent ask", "intagent dry-run", "intagent approve", "intagent run"]).ToHashSet(), spans.Select(span => span.Name).ToHashSet());
        Assert.DoesNotContain(spans, span => span.Failed);
        var command = Assert.Single(spans, span => span.Name == "intagent run");
        var run = Assert.Single(spans, span => span.Name == SpanNames.Run);
        var script = Assert.Single(spans, span => span.Name == SpanNames.Script);
        var write = Assert.Single(spans, span => span.Name == SpanNames.Call && span.Attributes[AttributeNames.Method] == "write");
        Assert.Equal("", command.Parent);
        Assert.Equal(command.Id, run.Parent);
        Assert.Equal(run.Id, script.Parent);
        Assert.Equal(script.Id, write.Parent);
        Assert.Equal("leads", write.Attributes[AttributeNames.Object]);
        Assert.Equal("succeeded", run.Attributes[AttributeNames.RunState]);
        Assert.All(spans.Where(span => span.Trace == command.Trace && span.Id != command.Id), span => Assert.Contains(spans, other => other.Id == span.Parent));
        Assert.All(spans, span => Assert.Equal(span.Name is SpanNames.Call or SpanNames.Connect ? 3 : 1, span.Kind));
    }

    /// <summary>No value of the table that was written, no credential, not what authorizes against the collector.</summary>
    private static void AssertClean(Collector collector, LeadWorkspace workspace)
    {
        var everything = collector.Everything;
        var values = Sql.Texts(workspace.Database, "SELECT email FROM leads UNION SELECT sf_id FROM leads UNION SELECT acquisition_channel FROM leads");
        Assert.True(values.Count > 50);
        Assert.DoesNotContain(values, value => value.Length > 3 && everything.Contains(value, StringComparison.Ordinal));
        Assert.DoesNotContain(workspace.Simulator.ClientSecret, everything, StringComparison.Ordinal);
        Assert.DoesNotContain("collector-9c1f0b7d55e2", everything, StringComparison.Ordinal);
    }

    private static void AssertDocumented(Collector collector)
    {
        var spans = Rows("## Spans").ToDictionary(row => Code(row).First(), row => Code(row).Skip(1).ToHashSet());
        foreach (var span in collector.Spans)
        {
            var allowed = span.Name.StartsWith("intagent ", StringComparison.Ordinal) ? spans["intagent <command>"] : spans[span.Name];
            Assert.Subset(allowed, span.Attributes.Keys.ToHashSet());
        }

        var metrics = Rows("## Metrics").ToDictionary(row => Code(row).First(), row => Code(row).Skip(1).ToList());
        Assert.All(collector.Points, point => Assert.Equal(metrics[point.Name][0], point.Unit));
        Assert.All(collector.Points, point => Assert.Subset(metrics[point.Name].Skip(1).ToHashSet(), point.Attributes.Keys.ToHashSet()));
        Assert.Equal(metrics.Keys.Order(), collector.Points.Select(point => point.Name).Distinct().Order());
    }

    private static long Sum(Collector collector, string metric, string outcome) =>
        collector.Points.Where(point => point.Name == metric && point.Attributes[AttributeNames.Outcome] == outcome).Sum(point => point.Value);

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Histogram" => "histogram",
        "UpDownCounter" => "up-down counter",
        "Counter" => "counter",
        var other => other,
    };

    private static IEnumerable<string> Constants(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

    private static IEnumerable<string> Column(string heading) => Rows(heading).Select(row => Code(row).First());

    private static IEnumerable<string> Code(string row) => Regex.Matches(row, "`([^`]+)`").Select(match => match.Groups[1].Value);

    /// <summary>The rows of the table below a heading of docs/telemetry.md.</summary>
    private static IEnumerable<string> Rows(string heading)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "telemetry.md"));
        var section = text[(text.IndexOf($"\n{heading}\n", StringComparison.Ordinal) + heading.Length + 2)..].Split("\n## ")[0];
        return section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
    }
}
