using System.Globalization;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The limits that are declared, and how the org reports them.</summary>
internal static class SalesforceLimits
{
    internal const string Daily = "daily_api_requests";
    internal const string PerApp = "app_api_requests";
    internal const string Concurrent = "concurrent_requests";

    /// <summary>The share of the daily calls that is left to people.</summary>
    internal const int ReservePercent = 10;

    /// <summary>Reads <c>Sforce-Limit-Info: api-usage=18/15000; per-app-api-usage=17/250(appName=x)</c>.</summary>
    internal static void Read(HttpResponseMessage response, RateBudget budget)
    {
        if (!response.Headers.NonValidated.TryGetValues("Sforce-Limit-Info", out var values))
            return;
        var header = values.ToString();
        if (TryParse(header, "api-usage=", out var used, out var limit))
            budget.Report(Daily, limit, Math.Max(0, limit - used));
        if (TryParse(header, "per-app-api-usage=", out used, out limit))
            budget.Report(PerApp, limit, Math.Max(0, limit - used));
    }

    internal static bool TryParse(string header, string name, out long used, out long limit)
    {
        used = 0;
        limit = 0;
        foreach (var part in header.Split([';', ',']))
        {
            var text = part.AsSpan().Trim();
            if (!text.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                continue;
            text = text[name.Length..];
            if (text.IndexOf('(') is > 0 and var app)
                text = text[..app];
            var slash = text.IndexOf('/');
            return slash > 0
                && long.TryParse(text[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out used)
                && long.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out limit);
        }

        return false;
    }
}
