using IntegrationAgent.Driver.Conformance.Static;

namespace IntegrationAgent.Driver.Conformance.Results;

/// <summary>Where a whole run of an adapter goes: its files, and the new baseline where the author asked for one.</summary>
internal static class ReportSink
{
    /// <summary>Set to 1 to approve what the driver promises now.</summary>
    public const string BaselineVariable = "UPDATE_BASELINE";

    public static async Task WriteAsync(DriverConformance adapter, ConformanceReport report, CancellationToken cancellationToken)
    {
        if (report.DriverAssembly is not { Location.Length: > 0 })
            return;
        if (adapter.ResultsFolder is { } folder)
            _ = await ConformanceFiles.WriteAsync(report, folder, cancellationToken).ConfigureAwait(false);
        if (Environment.GetEnvironmentVariable(BaselineVariable) == "1" && adapter.ProjectFolder is { } project)
            await WriteBaselineAsync(report, project, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteBaselineAsync(ConformanceReport report, string project, CancellationToken cancellationToken)
    {
        var subject = StaticSubjectReader.Read(report.DriverAssembly!, project, packagePath: null, new Dictionary<string, string>(), DateOnly.MinValue);
        await File.WriteAllTextAsync(Path.Combine(project, Baseline.FileName), Baseline.Of(subject).ToText(), cancellationToken).ConfigureAwait(false);
    }
}
