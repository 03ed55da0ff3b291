namespace IntegrationAgent.Driver.Authoring;

/// <summary>
/// What was used in the last window, in 64 slots: a use counts until its whole slot has left the window, so that the count is never too low. Also holds
/// what the system itself reported. Not thread-safe.
/// </summary>
internal sealed class RateWindow(RateLimitRule rule)
{
    private const int Slots = 64;

    /// <summary>A report that is older is not believed any more: one call goes through and brings a new one.</summary>
    private static readonly TimeSpan ReportAge = TimeSpan.FromMinutes(5);

    private readonly long[] used = new long[Slots + 1];
    private long head = long.MinValue;
    private long total;
    private DateTimeOffset reportedAt;

    internal RateLimitRule Rule => rule;

    internal long? Limit { get; private set; } = rule.Quota > 0 ? rule.Quota : null;

    internal long? Remaining { get; private set; }

    internal DateTimeOffset? ResetsAt { get; private set; }

    internal void Report(long? limit, long? remaining, DateTimeOffset? resetsAt, DateTimeOffset now)
    {
        Limit = limit ?? Limit;
        Remaining = remaining;
        ResetsAt = resetsAt;
        reportedAt = now;
    }

    /// <summary>True when the system said so little is left that only the reserve remains.</summary>
    internal bool IsAtReserve(int cost, DateTimeOffset now)
    {
        if (Remaining is not { } remaining || Limit is not { } limit || now - reportedAt > ReportAge || ResetsAt <= now)
            return false;
        return remaining - cost < limit * rule.ReservePercent / 100;
    }

    /// <summary>How long until a use fits into the declared window; zero for now.</summary>
    internal TimeSpan WaitFor(int cost, bool useReserve, DateTimeOffset now)
    {
        if (rule.Quota <= 0 || rule.Window <= TimeSpan.Zero)
            return TimeSpan.Zero;
        Advance(now);
        var usable = useReserve ? rule.Quota : rule.Quota - (rule.Quota * rule.ReservePercent / 100);
        if (total + cost <= usable || total == 0)
            return TimeSpan.Zero;
        var excess = total + cost - usable;
        for (var age = Slots; age >= 0; age--)
        {
            excess -= used[Index(head - age)];
            if (excess <= 0)
                return SlotStart(head - age + Slots + 1) - now;
        }

        return rule.Window;
    }

    internal void Use(int cost, DateTimeOffset now)
    {
        if (Remaining is { } remaining)
            Remaining = Math.Max(0, remaining - cost);
        if (rule.Quota <= 0 || rule.Window <= TimeSpan.Zero)
            return;
        Advance(now);
        used[Index(head)] += cost;
        total += cost;
    }

    internal QuotaStatus Status() => new()
    {
        Name = rule.Name,
        Limit = Limit,
        Remaining = Remaining ?? (rule.Quota > 0 && rule.Window > TimeSpan.Zero ? Math.Max(0, rule.Quota - total) : null),
        ResetsAt = ResetsAt,
    };

    private void Advance(DateTimeOffset now)
    {
        var slot = now.UtcTicks / Math.Max(1, rule.Window.Ticks / Slots);
        if (head == long.MinValue || slot - head > Slots)
        {
            Array.Clear(used);
            total = 0;
            head = slot;
            return;
        }

        while (head < slot)
        {
            head++;
            total -= used[Index(head)];
            used[Index(head)] = 0;
        }
    }

    private static int Index(long slot) => (int)(((slot % (Slots + 1)) + Slots + 1) % (Slots + 1));

    private DateTimeOffset SlotStart(long slot) => new(slot * Math.Max(1, rule.Window.Ticks / Slots), TimeSpan.Zero);
}
