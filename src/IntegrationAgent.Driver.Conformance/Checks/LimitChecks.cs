using System.Globalization;
using System.Net;
using IntegrationAgent.Driver.Conformance.Faults;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Limits of the system: waiting as asked, stopping when the quota is used up, keeping to what is declared.</summary>
internal static class LimitChecks
{
    private const int Most = 2_000;
    private const int Parallel = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(35, "rate-limit-retry-after", ConformanceTier.Hermetic,
            "Answers 429 with Retry-After as seconds, date, zero, negative, senseless and huge, once and for ever, on a clock of its own.",
            "The driver hammers a system that asks for patience, or waits for ever.",
            RetryAfterAsync),
        new(36, "rate-limit-quota", ConformanceTier.Hermetic,
            "Answers with the system's own words for a used-up quota; the driver says quota_exhausted at once.",
            "People are asked for new credentials where they only have to wait.",
            QuotaAsync),
        new(37, "rate-limit-budget", ConformanceTier.Hermetic,
            "Sixteen callers at once, on a clock of its own; no declared window and no declared concurrency is ever exceeded, and calls are counted.",
            "The tenant is throttled, and people with it.",
            BudgetAsync),
    ];

    private static async Task RetryAfterAsync(CheckRun run)
    {
        var bed = await run.StartAsync(3).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        run.NeedsHttp(bed);
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        await OnceAsync(run, bed, client, "3", TimeSpan.FromSeconds(3)).ConfigureAwait(false);
        await OnceAsync(run, bed, client, bed.Clock.GetUtcNow().AddSeconds(8).ToString("R", CultureInfo.InvariantCulture), TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        foreach (var senseless in new[] { "0", "-5", "soon", "", "1.5e400" })
            await AlwaysAsync(run, bed, client, senseless).ConfigureAwait(false);
        var huge = await AlwaysAsync(run, bed, client, "31536000").ConfigureAwait(false);
        run.Require(huge.Code != DriverErrorCode.RateLimited || huge.RetryAfter is null || huge.RetryAfter >= Patience, "The system asked to wait for a year, and the error says that a shorter wait is enough.");
    }

    private static async Task OnceAsync(CheckRun run, TestBed bed, IDriverClient client, string value, TimeSpan least)
    {
        var (before, calls) = (bed.Clock.GetUtcNow(), bed.Http.Count);
        bed.Http.Rule = call => call.Index - calls == 1 ? TooMany(value) : null;
        var read = await bed.QueryAsync(client, bed.WholeObject()).ConfigureAwait(false);
        bed.Http.Rule = static _ => null;
        var waited = bed.Clock.GetUtcNow() - before;
        if (read.Error is { } error)
        {
            run.Require(error.Code == DriverErrorCode.RateLimited, $"The system answered 429 once, and the driver failed with '{error.Code}'; expected 'rate_limited', or to wait and go on.");
            run.Require(error.RetryAfter >= least, $"The system asked for {least.TotalSeconds:0} s, and the error does not say so in RetryAfter.");
            return;
        }

        run.Require(waited >= least, $"The system asked for {least.TotalSeconds:0} s, and the driver called again after {waited.TotalSeconds:0.0} s.");
        run.Require(waited < TimeSpan.FromMinutes(10), $"The system asked for {least.TotalSeconds:0} s, and the driver waited {waited.TotalMinutes:0} minutes.");
    }

    private static async Task<DriverException> AlwaysAsync(CheckRun run, TestBed bed, IDriverClient client, string value)
    {
        var (before, calls) = (bed.Clock.GetUtcNow(), bed.Http.Count);
        bed.Http.Rule = _ => TooMany(value);
        var read = await bed.QueryAsync(client, bed.WholeObject()).ConfigureAwait(false);
        bed.Http.Rule = static _ => null;
        run.Require(read.Error is not null, "The system answered every call with 429, and the query succeeded.");
        run.Require(
            read.Error.Code == DriverErrorCode.RateLimited || read.Error.Code == DriverErrorCode.QuotaExhausted,
            $"The system answered every call with 429 and Retry-After '{value}', and the driver failed with '{read.Error.Code}'; expected 'rate_limited'.");
        run.Require(bed.Http.Count - calls <= 20, $"The system answered every call with 429 and Retry-After '{value}', and the driver called {bed.Http.Count - calls} times.");
        run.Require(bed.Clock.GetUtcNow() - before <= Patience, $"The system answered every call with 429 and Retry-After '{value}', and the driver waited for more than an hour without saying anything.");

        // The pause that the system asked for is over before the next case begins.
        bed.Clock.Advance(TimeSpan.FromDays(2));
        return read.Error;
    }

    private static FaultAction.Answer TooMany(string value) =>
        value.Length == 0 ? new(HttpStatusCode.TooManyRequests) : new(HttpStatusCode.TooManyRequests, Headers: ("Retry-After", value));

    private static async Task QuotaAsync(CheckRun run)
    {
        var declared = run.Facts.Limits.Any(limit => limit.Window >= Patience);
        if (!declared && !run.Facts.ErrorCodes.Contains(DriverErrorCode.QuotaExhausted.Value, StringComparer.Ordinal))
            CheckRun.NotApplicable("the manifest declares neither a limit over an hour or more nor the error 'quota_exhausted'");
        var bed = await run.StartAsync(3).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        run.NeedsHttp(bed);
        var faults = bed.Target.Faults.Where(fault => fault.Code == DriverErrorCode.QuotaExhausted && fault.ArmAsync is null).ToArray();
        if (faults.Length == 0)
            CheckRun.Fail("The manifest declares a quota, and the adapter gives no fault with the code 'quota_exhausted'. Add the system's own answer to ConformanceTarget.Faults.");
        foreach (var fault in faults)
        {
            var (before, calls) = (bed.Clock.GetUtcNow(), bed.Http.Count);
            bed.Http.Rule = _ => FaultList.AnswerOf(fault);
            var read = await bed.QueryAsync(client, bed.WholeObject()).ConfigureAwait(false);
            bed.Http.Rule = static _ => null;
            run.Require(read.Error is not null, $"{fault.Name}: the query succeeded.");
            run.Require(read.Error.Code == DriverErrorCode.QuotaExhausted, $"{fault.Name}: the driver failed with '{read.Error.Code}'; expected 'quota_exhausted'.");
            run.Require(read.Error.Retry == RetryAdvice.AfterQuotaReset, $"{fault.Name}: the error advises {read.Error.Retry}; expected AfterQuotaReset.");
            run.Require(bed.Http.Count - calls <= 3, $"{fault.Name}: the driver called {bed.Http.Count - calls} times. A used-up quota is not tried again.");
            run.Require(bed.Clock.GetUtcNow() - before < TimeSpan.FromMinutes(10), $"{fault.Name}: the driver waited. Say at once that the quota is used up.");
        }
    }

    private static async Task BudgetAsync(CheckRun run)
    {
        if (run.Facts.Limits.Count == 0)
            CheckRun.NotApplicable("the manifest declares no rate limit");
        var bed = await run.StartAsync(3).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        run.NeedsHttp(bed);
        await CountsAsync(run, bed, client).ConfigureAwait(false);
        var small = run.Facts.Limits.Where(limit => limit.Window > TimeSpan.Zero && limit.Quota > 0 && limit.Quota / limit.CostPerCall <= Most).ToArray();
        var calls = small.Select(limit => (int)(limit.Quota / limit.CostPerCall * 11 / 10)).DefaultIfEmpty(Parallel * 2).Max();
        var before = bed.Http.Count;
        bed.Http.ResetMost();
        bed.Http.Rule = static _ => new FaultAction.Delay(TimeSpan.FromMilliseconds(20));
        await Task.WhenAll(Enumerable.Range(0, Parallel).Select(async _ =>
        {
            for (var i = 0; i < calls / Parallel + 1; i++)
                await OneAsync(run, bed, client).ConfigureAwait(false);
        })).ConfigureAwait(false);
        bed.Http.Rule = static _ => null;
        HttpCall[] made = [.. bed.Http.Calls.Where(call => call.Index > before).OrderBy(call => call.StartedAt)];
        run.Require(made.Length > 0, "Sixteen callers made no call at all.");
        foreach (var limit in run.Facts.Limits.Where(limit => limit.Concurrency > 0))
            run.Require(bed.Http.MostInFlight <= limit.Concurrency, $"The manifest declares at most {limit.Concurrency} calls at once ('{limit.Name}'), and {bed.Http.MostInFlight} were under way.");
        foreach (var limit in small)
            Window(run, limit, made);
    }

    private static async Task OneAsync(CheckRun run, TestBed bed, IDriverClient client)
    {
        try
        {
            _ = await bed.CallAsync("CheckAsync", client.CheckAsync).ConfigureAwait(false);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.QuotaExhausted || exception.Code == DriverErrorCode.RateLimited)
        {
            // Saying so is as good as waiting.
            run.Observe();
        }
    }

    private static void Window(CheckRun run, DeclaredLimit limit, HttpCall[] calls)
    {
        var most = limit.Quota / limit.CostPerCall;
        var first = 0;
        for (var last = 0; last < calls.Length; last++)
        {
            while (calls[last].StartedAt - calls[first].StartedAt >= limit.Window)
                first++;
            run.Require(last - first + 1 <= most, $"The manifest declares {most} calls in {limit.Window.TotalSeconds:0} s ('{limit.Name}'), and {last - first + 1} were made.");
        }
    }

    private static async Task CountsAsync(CheckRun run, TestBed bed, IDriverClient client)
    {
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        var before = (await StatusAsync(bed, client).ConfigureAwait(false)).CallsMade;
        var calls = bed.Http.Count;
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        var made = bed.Http.Count - calls;
        var status = await StatusAsync(bed, client).ConfigureAwait(false);
        run.Require(status.CallsMade - before == made, $"A query made {made} calls, and GetRateLimitAsync counts {status.CallsMade - before}.");
        foreach (var quota in status.Quotas)
            run.Require(run.Facts.Limits.Any(limit => limit.Name == quota.Name), $"GetRateLimitAsync reports '{quota.Name}', which the manifest does not declare.");
    }

    private static Task<RateLimitStatus> StatusAsync(TestBed bed, IDriverClient client) =>
        bed.CallAsync("GetRateLimitAsync", token => client.GetRateLimitAsync(token).AsTask());
}
