using Microsoft.Extensions.Time.Testing;

namespace IntegrationAgent.Driver.Authoring.Tests;

public sealed class RateBudgetTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_window_is_never_exceeded_by_sixteen_callers()
    {
        var budget = Make(new RateLimitRule { Name = "w", Window = TimeSpan.FromSeconds(10), Quota = 20, ReservePercent = 0 });
        var used = new List<DateTimeOffset>();
        var callers = Enumerable.Range(0, 16).Select(async _ =>
        {
            for (var i = 0; i < 5; i++)
            {
                using var lease = await budget.AcquireAsync(1, false, TestContext.Current.CancellationToken);
                lock (used)
                    used.Add(clock.GetUtcNow());
            }
        }).ToList();
        var all = Task.WhenAll(callers);

        while (!all.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        await all;
        Assert.Equal(80, used.Count);
        foreach (var at in used)
            Assert.InRange(used.Count(other => other > at - TimeSpan.FromSeconds(10) && other <= at), 1, 20);
    }

    [Fact]
    public async Task What_the_system_reports_stops_calls_at_the_reserve()
    {
        var budget = Make(new RateLimitRule { Name = "daily", Window = TimeSpan.FromDays(1), ReservePercent = 10 });
        budget.Report("daily", 1000, 102);

        using (await budget.AcquireAsync(1, false, TestContext.Current.CancellationToken))
        using (await budget.AcquireAsync(1, false, TestContext.Current.CancellationToken))
        {
        }

        var error = await Assert.ThrowsAsync<DriverException>(() => budget.AcquireAsync(1, false, TestContext.Current.CancellationToken).AsTask());
        using (await budget.AcquireAsync(1, useReserve: true, TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(DriverErrorCode.QuotaExhausted, error.Code);
        Assert.Equal(RetryAdvice.AfterQuotaReset, error.Retry);
        Assert.Equal("daily", error.Target);
    }

    [Fact]
    public async Task An_old_report_is_not_believed_for_ever()
    {
        var budget = Make(new RateLimitRule { Name = "daily", Window = TimeSpan.FromDays(1), ReservePercent = 10 });
        budget.Report("daily", 1000, 0);
        clock.Advance(TimeSpan.FromMinutes(6));

        using var lease = await budget.AcquireAsync(1, false, TestContext.Current.CancellationToken);

        Assert.Equal(1, budget.CallsMade);
    }

    [Fact]
    public async Task Concurrency_is_halved_when_the_system_is_overloaded_and_grows_again()
    {
        var budget = Make(new RateLimitRule { Name = "c", Concurrency = 8 });
        budget.SlowDown(null);
        Assert.Equal(4, budget.Concurrency);

        for (var i = 0; i < 40; i++)
        {
            using var lease = await budget.AcquireAsync(1, false, TestContext.Current.CancellationToken);
        }

        Assert.Equal(8, budget.Concurrency);
    }

    [Fact]
    public async Task A_full_gate_admits_in_order_and_forgets_who_gave_up()
    {
        var budget = Make(new RateLimitRule { Name = "c", Concurrency = 1 });
        var held = await budget.AcquireAsync(1, false, TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        var impatient = budget.AcquireAsync(1, false, cancel.Token).AsTask();
        var patient = budget.AcquireAsync(1, false, TestContext.Current.CancellationToken).AsTask();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(patient.IsCompleted);
        held.Dispose();

        (await patient).Dispose();
    }

    private RateBudget Make(params RateLimitRule[] rules) => new(rules, clock, new Random(1), TimeSpan.FromMinutes(10));
}
