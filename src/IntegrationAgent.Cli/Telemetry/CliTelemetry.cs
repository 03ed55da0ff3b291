using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Cli.App;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace IntegrationAgent.Cli.Telemetry;

/// <summary>Exports what the agent's process tells, for as long as one command goes on. Used only where <see cref="TelemetrySwitch"/> says so.</summary>
internal static class CliTelemetry
{
    /// <summary>The source of a command's own span.</summary>
    public const string SourceName = "IntegrationAgent.Cli";

    private const string Service = "intagent";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>A collector that cannot be reached holds no command up for longer.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private static readonly ActivitySource Source = new(SourceName, CliVersion.Text);

    /// <summary>Commands that go on until they are stopped: what happens in them are traces of their own.</summary>
    private static readonly string[] Endless = ["intagent work", "intagent simulate salesforce"];

    /// <summary>Runs a command's body within its span, and hands over what was gathered before it returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static async Task<int> RunAsync(CommandSession session, string command, Func<Task<int>> body)
    {
        KeepHeaders(session);
        using var sdk = OpenTelemetrySdk.Create(builder => Configure(builder, session.Environment));
        session.Telemetry = new AgentTelemetry(session.Scrubber, sdk.GetLoggerFactory().CreateLogger(AgentTelemetry.SourceName));
        int exit;
        using (var span = Endless.Contains(command, StringComparer.Ordinal) ? null : Source.StartActivity(command))
        {
            exit = await body().ConfigureAwait(false);
            span?.SetTag("process.executable.name", Service);
            span?.SetTag("process.pid", Environment.ProcessId);
            span?.SetTag("process.exit.code", exit);
            if (exit != 0)
            {
                span?.SetTag(AttributeNames.ErrorType, exit.ToString(CultureInfo.InvariantCulture));
                span?.SetStatus(ActivityStatusCode.Error);
            }
        }

        var patience = (int)Farewell.TotalMilliseconds;
        var delivered = await Task.WhenAll(
            Task.Run(() => sdk.TracerProvider.Shutdown(patience)),
            Task.Run(() => sdk.MeterProvider.Shutdown(patience)),
            Task.Run(() => sdk.LoggerProvider.Shutdown(patience))).ConfigureAwait(false);
        if (session.Verbose && delivered.Contains(false))
            await session.Environment.Error.WriteLineAsync($"telemetry: not everything was delivered within {Farewell.TotalSeconds:0} s").ConfigureAwait(false);
        return exit;
    }

    private static void Configure(IOpenTelemetryBuilder builder, CliEnvironment environment)
    {
        // The variables of this environment, which tests bring; http/protobuf where none says otherwise, as the specification recommends.
        var settings = environment.Variables.Where(variable => variable.Key.StartsWith(TelemetrySwitch.Prefix, StringComparison.Ordinal))
            .ToDictionary(variable => variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal);
        settings.TryAdd(ProtocolVariable, "http/protobuf");
        builder.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        builder.ConfigureResource(resource => resource.Clear().AddService(Service, serviceVersion: CliVersion.Text).AddTelemetrySdk().AddEnvironmentVariableDetector());
        if (TelemetrySwitch.IsOn(environment.Variable, "TRACES"))
            builder.WithTracing(traces => traces.AddSource(AgentTelemetry.SourceName, SourceName).AddOtlpExporter());
        if (TelemetrySwitch.IsOn(environment.Variable, "METRICS"))
            builder.WithMetrics(metrics => metrics.AddMeter(AgentTelemetry.SourceName).AddOtlpExporter());
        if (TelemetrySwitch.IsOn(environment.Variable, "LOGS"))
            builder.WithLogging(logs => logs.AddOtlpExporter());
    }

    /// <summary>What authorizes against the collector is a secret as any other.</summary>
    private static void KeepHeaders(CommandSession session)
    {
        foreach (var (name, value) in session.Environment.Variables.Where(variable => variable.Key.StartsWith(TelemetrySwitch.Prefix, StringComparison.Ordinal) && variable.Key.EndsWith("_HEADERS", StringComparison.Ordinal)))
        {
            foreach (var header in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
                session.Scrubber.Add(name, Uri.UnescapeDataString(header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        }
    }
}
