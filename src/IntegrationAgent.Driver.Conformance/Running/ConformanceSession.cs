using System.Collections.Concurrent;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>Puts the results of one adapter class together while xunit runs its rows, and hands the report on when every check of the kit has one.</summary>
internal static class ConformanceSession
{
    private static readonly ConcurrentDictionary<Type, ConcurrentDictionary<string, ConformanceResult>> Sessions = new();

    public static async Task AddAsync(DriverConformance adapter, ConformanceResult result, CancellationToken cancellationToken)
    {
        var results = Sessions.GetOrAdd(adapter.GetType(), static _ => new(StringComparer.Ordinal));
        if (!results.TryAdd(result.Check.Name, result) || results.Count != ConformanceChecks.All.Count)
            return;
        Sessions.TryRemove(adapter.GetType(), out _);
        var report = await ConformanceRunner.ReportAsync(adapter, [.. results.Values], adapter.Options, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(report.ToString()).ConfigureAwait(false);
        await Results.ReportSink.WriteAsync(adapter, report, cancellationToken).ConfigureAwait(false);
    }
}
