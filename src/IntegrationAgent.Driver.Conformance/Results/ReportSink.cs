using Xunit;

namespace IntegrationAgent.Driver.Conformance.Results;

/// <summary>Where a complete report goes when xunit has run every check of an adapter.</summary>
internal static class ReportSink
{
    public static ValueTask WriteAsync(DriverConformance adapter, ConformanceReport report, CancellationToken cancellationToken)
    {
        _ = adapter;
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var result in report.Results)
            TestContext.Current.SendDiagnosticMessage(result.ToString());
        return ValueTask.CompletedTask;
    }
}
