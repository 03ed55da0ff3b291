namespace IntegrationAgent.Cli.Telemetry;

/// <summary>
/// Whether anything is exported, by the variables that OpenTelemetry defines. Only variables count: what a workspace says must not send data elsewhere.
/// Knows no type of the SDK, so that asking loads nothing.
/// </summary>
internal static class TelemetrySwitch
{
    /// <summary>The prefix of every variable that is read.</summary>
    public const string Prefix = "OTEL_";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Otlp = "otlp";

    /// <summary>The signals, as they stand in names of variables.</summary>
    public static IReadOnlyList<string> Signals { get; } = ["TRACES", "METRICS", "LOGS"];

    /// <summary>Whether anything is exported.</summary>
    public static bool IsOn(Func<string, string?> variable) => Signals.Any(signal => IsOn(variable, signal));

    /// <summary>Whether a signal is exported: an exporter is named for it, or an endpoint for it or for all.</summary>
    public static bool IsOn(Func<string, string?> variable, string signal)
    {
        if (string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
            return false;
        return variable($"OTEL_{signal}_EXPORTER") is { Length: > 0 } exporter
            ? exporter == Otlp
            : !string.IsNullOrEmpty(variable(Endpoint)) || !string.IsNullOrEmpty(variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));
    }
}
