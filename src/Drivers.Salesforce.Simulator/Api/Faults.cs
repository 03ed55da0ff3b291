namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>The faults that wait for their request.</summary>
internal sealed class Faults
{
    [ThreadStatic]
    private static bool s_locked; // a request runs on one thread from start to end

    private readonly Lock _lock = new();
    private readonly List<Armed> _armed = [];

    public void Add(SimulatorFault fault)
    {
        lock (_lock) _armed.Add(new Armed(fault) { Wait = fault.After, Left = fault.Times });
    }

    public void Clear()
    {
        lock (_lock) _armed.Clear();
    }

    /// <summary>Takes the first fault that is due for a request.</summary>
    public SimulatorFault? Take(string method, string path)
    {
        lock (_lock)
        {
            foreach (var armed in _armed)
            {
                var fault = armed.Fault;
                if (fault.Method is { } m && !m.Equals(method, StringComparison.OrdinalIgnoreCase)) continue;
                if (fault.PathContains is { } part ? !path.Contains(part, StringComparison.OrdinalIgnoreCase) : path.Contains("/oauth2/", StringComparison.OrdinalIgnoreCase)) continue;
                if (fault.Kind == FaultKind.RowLock && method is "GET" or "HEAD" && !path.Contains("/jobs/ingest", StringComparison.OrdinalIgnoreCase)) continue;
                if (armed.Wait-- > 0) continue;
                if (armed.Left > 0 && --armed.Left == 0) _armed.Remove(armed);
                return fault;
            }
        }

        return null;
    }

    /// <summary>Runs a request whose writes all find their records locked.</summary>
    public static ApiResponse WithLockedRecords(Func<ApiResponse> body)
    {
        s_locked = true;
        try
        {
            return body();
        }
        finally
        {
            s_locked = false;
        }
    }

    public static void ThrowIfLocked()
    {
        if (!s_locked) return;
        throw new ApiError(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records", []);
    }

    public static ApiResponse? Answer(FaultKind kind) => kind switch
    {
        FaultKind.SessionExpired => ApiResponse.Error(ApiError.InvalidSession()),
        FaultKind.DailyLimit => ApiResponse.Error(new ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")),
        FaultKind.ConcurrentLimit => ApiResponse.Error(new ApiError(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.")),
        FaultKind.ServerErrorHtml => Html(500, "Internal Server Error"),
        FaultKind.UnavailableHtml => Html(503, "Service Unavailable"),
        FaultKind.EdgeSettingUp => Html(420, "Stay tuned. We are setting things up"),
        FaultKind.TooManyRequests => Html(429, "Too Many Requests"),
        FaultKind.QueryTimeout => ApiResponse.Error(new ApiError(400, "QUERY_TIMEOUT", "Your query request was running for too long.")),
        FaultKind.ExpiredLocator => ApiResponse.Error(new ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")),
        _ => null,
    };

    private static ApiResponse Html(int status, string title) =>
        ApiResponse.Text(status, "text/html; charset=utf-8", $"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");

    private sealed class Armed(SimulatorFault fault)
    {
        public SimulatorFault Fault { get; } = fault;

        public int Wait { get; set; }

        public int Left { get; set; }
    }
}
