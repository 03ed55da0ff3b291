using System.Globalization;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>
/// The calls that one connection may make: declared windows, concurrency, what the system reports as left, and a reserve for the people who share the quota.
/// One for each connection, shared by everything that calls. Thread-safe.
/// </summary>
public sealed class RateBudget
{
    private readonly Lock gate = new();
    private readonly List<RateWindow> windows;
    private readonly ConcurrencyGate? concurrency;
    private readonly TimeProvider timeProvider;
    private readonly Random random;
    private readonly TimeSpan maxWait;
    private DateTimeOffset pausedUntil = DateTimeOffset.MinValue;
    private long calls;

    /// <summary>Begins with nothing used.</summary>
    /// <param name="rules">The limits.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="random">Jitter; locked on while it is used.</param>
    /// <param name="maxWait">The longest wait for a place in a window; null for 2 minutes. What would take longer fails, and says when to come back.</param>
    public RateBudget(IEnumerable<RateLimitRule> rules, TimeProvider timeProvider, Random random, TimeSpan? maxWait = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(random);
        windows = [.. rules.Select(rule => new RateWindow(rule))];
        var most = windows.Where(window => window.Rule.Concurrency > 0).Select(window => window.Rule.Concurrency).DefaultIfEmpty(0).Min();
        concurrency = most > 0 ? new ConcurrencyGate(most) : null;
        this.timeProvider = timeProvider;
        this.random = random;
        this.maxWait = maxWait ?? TimeSpan.FromMinutes(2);
    }

    /// <summary>Calls made so far, repeats included.</summary>
    public long CallsMade => Interlocked.Read(ref calls);

    /// <summary>How many calls may be under way now; null for no limit. Shrinks when the system is overloaded and grows again.</summary>
    public int? Concurrency => concurrency?.Limit;

    /// <summary>The limits that the rules of a driver's class declare.</summary>
    public static IReadOnlyList<RateLimitRule> RulesOf(Type driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        return
        [
            .. driver.GetCustomAttributes(typeof(RateLimitAttribute), inherit: false).Cast<RateLimitAttribute>().Select(limit => new RateLimitRule
            {
                Name = limit.Name,
                Window = TimeSpan.FromSeconds(limit.WindowSeconds),
                Quota = limit.Quota,
                Concurrency = limit.Concurrency,
                CostPerCall = limit.CostPerCall,
                ReservePercent = limit.ReservePercent,
            }),
        ];
    }

    /// <summary>Waits until a call may be made.</summary>
    /// <param name="cost">How many calls of the quota it is.</param>
    /// <param name="useReserve">True for what must also work when only the reserve is left, such as renewing a token or asking for the quota.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is used.</param>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.QuotaExhausted"/> when the quota is used up to its reserve, or a window has no place within the longest wait.</exception>
    public async ValueTask<RateLease> AcquireAsync(int cost, bool useReserve, CancellationToken cancellationToken)
    {
        if (concurrency is not null)
            await concurrency.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var wait = TryUse(cost, useReserve);
                if (wait == TimeSpan.Zero)
                    return new RateLease(concurrency);
                await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            concurrency?.Release();
            throw;
        }
    }

    /// <summary>Takes over what the system reported.</summary>
    public void Report(string name, long? limit, long? remaining, DateTimeOffset? resetsAt = null)
    {
        lock (gate)
            windows.Find(window => string.Equals(window.Rule.Name, name, StringComparison.Ordinal))?.Report(limit, remaining, resetsAt, timeProvider.GetUtcNow());
    }

    /// <summary>The system asked for fewer calls: none before the wait is over, and half as many at once from then on.</summary>
    public void SlowDown(TimeSpan? wait)
    {
        concurrency?.Halve();
        if (wait is not { } asked || asked <= TimeSpan.Zero)
            return;
        var until = timeProvider.GetUtcNow() + asked;
        lock (gate)
        {
            if (until > pausedUntil)
                pausedUntil = until;
        }
    }

    /// <summary>What is left, for people and plans.</summary>
    public RateLimitStatus GetStatus()
    {
        lock (gate)
            return new RateLimitStatus { Quotas = [.. windows.Select(window => window.Status())], CallsMade = CallsMade };
    }

    private TimeSpan TryUse(int cost, bool useReserve)
    {
        lock (gate)
        {
            var now = timeProvider.GetUtcNow();
            var wait = pausedUntil > now ? pausedUntil - now : TimeSpan.Zero;
            foreach (var window in windows)
            {
                if (!useReserve && window.IsAtReserve(cost * window.Rule.CostPerCall, now))
                    throw Exhausted(window.Rule.Name, window.ResetsAt is { } reset ? reset - now : null);
                var needed = window.WaitFor(cost * window.Rule.CostPerCall, useReserve, now);
                if (needed > maxWait)
                    throw Exhausted(window.Rule.Name, needed);
                if (needed > wait)
                    wait = needed;
            }

            if (wait > maxWait)
                throw new DriverException(DriverErrorCode.RateLimited, "The system asked for a long pause. Try again later.") { Retry = RetryAdvice.After, RetryAfter = wait };
            if (wait > TimeSpan.Zero)
                return wait + Jitter();
            foreach (var window in windows)
                window.Use(cost * window.Rule.CostPerCall, now);
            Interlocked.Increment(ref calls);
            return TimeSpan.Zero;
        }
    }

    private TimeSpan Jitter()
    {
        lock (random)
            return TimeSpan.FromMilliseconds(1 + random.Next(50));
    }

    private static DriverException Exhausted(string name, TimeSpan? wait) =>
        new(DriverErrorCode.QuotaExhausted, string.Create(CultureInfo.InvariantCulture, $"The quota '{name}' is used up to its reserve for people. Continue when it begins anew, or raise it."))
        {
            Retry = RetryAdvice.AfterQuotaReset,
            RetryAfter = wait,
            Scope = ErrorScope.Connection,
            Target = name,
        };
}
