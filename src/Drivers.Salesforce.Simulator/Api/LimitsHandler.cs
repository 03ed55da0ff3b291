using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>What is left of the org's allowances, and approximate record counts.</summary>
internal sealed class LimitsHandler(SimulatorState state)
{
    private static readonly (string Name, int Max)[] Others =
    [
        ("ConcurrentAsyncGetReportInstances", 200), ("ConcurrentSyncReportRuns", 20), ("DailyAsyncApexExecutions", 250000), ("DailyBulkApiBatches", 15000),
        ("DailyBulkV2QueryFileStorageMB", 976562), ("DailyBulkV2QueryJobs", 10000), ("DailyDurableStreamingApiEvents", 10000), ("DailyGenericStreamingApiEvents", 10000),
        ("DailyStandardVolumePlatformEvents", 25000), ("DailyStreamingApiEvents", 10000), ("DailyWorkflowEmails", 1000), ("DataStorageMB", 5120), ("FileStorageMB", 10240),
        ("HourlyAsyncReportRuns", 1200), ("HourlyODataCallout", 1000), ("HourlySyncReportRuns", 500), ("HourlyTimeBasedWorkflow", 1000), ("MassEmail", 5000), ("SingleEmail", 5000),
    ];

    public ApiResponse Limits()
    {
        var json = new JsonBuffer(2048).Open();
        var used = Math.Max(0, state.Options.DailyApiRequests - state.CallsToday);
        foreach (var (name, max, remaining) in Others.Select(o => (o.Name, o.Max, o.Max)).Append(("DailyApiRequests", state.Options.DailyApiRequests, used)).OrderBy(l => l.Item1, StringComparer.Ordinal))
            json.Name(name).Open().Property("Max", max).Property("Remaining", remaining).Close();
        return ApiResponse.Json(json.Close());
    }

    public ApiResponse RecordCount(ApiRequest request) => state.Store.Read(() =>
    {
        var names = request.Get("sObjects")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var tables = names is null ? state.Store.Tables : names.Select(n => state.Store.Find(n) ?? throw new ApiError(400, "INVALID_TYPE", $"sObject type '{n}' is not supported.")).Distinct();
        var json = new JsonBuffer(1024).Open().Name("sObjects").OpenArray();
        foreach (var table in tables.Where(t => t.LiveCount > 0).OrderBy(t => t.Schema.Name, StringComparer.Ordinal))
            json.Separator().Open().Property("count", table.LiveCount).Property("name", table.Schema.Name).Close();
        return ApiResponse.Json(json.CloseArray().Close());
    });
}
