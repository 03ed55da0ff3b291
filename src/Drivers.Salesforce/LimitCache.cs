using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The org's allowances, asked at most once in five minutes. Thread-safe.</summary>
internal sealed class LimitCache(ISalesforceApi api, RateBudget budget, TimeProvider timeProvider, string version)
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);
    private Tuple<DateTimeOffset, Dictionary<string, LimitInfo>>? known;

    internal async ValueTask<Dictionary<string, LimitInfo>> GetAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (Volatile.Read(ref known) is { } last && now - last.Item1 < Age)
            return last.Item2;
        var limits = await api.GetLimitsAsync(version, useReserve: true, cancellationToken).ConfigureAwait(false);
        if (limits.TryGetValue("DailyApiRequests", out var daily))
            budget.Report(SalesforceLimits.Daily, daily.Max, daily.Remaining);
        Volatile.Write(ref known, Tuple.Create(now, limits));
        return limits;
    }
}
