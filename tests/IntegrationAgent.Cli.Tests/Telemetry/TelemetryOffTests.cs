using IntegrationAgent.Cli.Telemetry;
using IntegrationAgent.Cli.Tests.Running;

namespace IntegrationAgent.Cli.Tests.Telemetry;

/// <summary>Without a variable there is no telemetry, and no trace of it in the process.</summary>
public class TelemetryOffTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("OTEL_SERVICE_NAME=mine", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318", "TRACES METRICS LOGS")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=", "")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://c:4318/v1/metrics", "METRICS")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp", "TRACES")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_LOGS_EXPORTER=none", "TRACES METRICS")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_LOGS_EXPORTER=console", "TRACES METRICS")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318 OTEL_SDK_DISABLED=True", "")]
    public void Variables_of_the_specification_switch_each_signal(string variables, string signals)
    {
        var set = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(signals.Split(' ', StringSplitOptions.RemoveEmptyEntries), TelemetrySwitch.Signals.Where(signal => TelemetrySwitch.IsOn(set.GetValueOrDefault, signal)));
        Assert.Equal(signals.Length > 0, TelemetrySwitch.IsOn(set.GetValueOrDefault));
    }

    [Fact]
    public async Task Nothing_of_the_sdk_is_loaded_and_nothing_is_sent_without_a_variable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "not run: needs /proc");
        await using var collector = await Collector.StartAsync();

        Assert.DoesNotContain(await LoadedAsync([]), file => file.Contains("OpenTelemetry", StringComparison.Ordinal));
        Assert.Contains(await LoadedAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address }), file => file.Contains("OpenTelemetry", StringComparison.Ordinal));
    }

    /// <summary>The files that a command has mapped when it is at work.</summary>
    private static async Task<IReadOnlyList<string>> LoadedAsync(Dictionary<string, string> variables)
    {
        using var folder = new TemporaryFolder();
        using var process = Intagent.Start(folder.Path, ["simulate", "salesforce", "--port", "0", "--leads", "10"], variables);
        try
        {
            Assert.NotNull(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            return await File.ReadAllLinesAsync($"/proc/{process.Id}/maps", TestContext.Current.CancellationToken);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
