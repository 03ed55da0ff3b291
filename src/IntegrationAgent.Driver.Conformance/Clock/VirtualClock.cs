namespace IntegrationAgent.Driver.Conformance.Clock;

/// <summary>
/// A clock that moves by itself when nothing else does: while no call is under way and nobody has touched it for a moment, it jumps to the next timer. So a driver
/// that waits for a quota of 24 hours waits for milliseconds, and a call that takes a while by the real clock is never taken for one that timed out. Thread-safe.
/// </summary>
internal sealed class VirtualClock : TimeProvider, IAsyncDisposable
{
    private const int QuietTicks = 3;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);
    private readonly Lock gate = new();
    private readonly List<VirtualTimer> timers = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task pump;
    private DateTimeOffset now = new(2030, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private long activity;
    private int busy;
    private volatile bool frozen;

    public VirtualClock() => pump = Task.Run(PumpAsync);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>True to let time stand still.</summary>
    public bool Frozen
    {
        get => frozen;
        set => frozen = value;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state, period);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Something is under way by the real clock until the result is disposed.</summary>
    public IDisposable Work()
    {
        Interlocked.Increment(ref busy);
        Touch();
        return new Busy(this);
    }

    public void Touch() => Interlocked.Increment(ref activity);

    /// <summary>Moves on, firing what becomes due in order.</summary>
    public void Advance(TimeSpan time)
    {
        var target = GetUtcNow() + time;
        while (FireNext(target))
        {
        }

        lock (gate)
        {
            if (now < target)
                now = target;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await pump.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task PumpAsync()
    {
        var (seen, quiet) = (-1L, 0);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Tick, CancellationToken.None).ConfigureAwait(false);
            var current = Interlocked.Read(ref activity);
            quiet = frozen || current != seen || Volatile.Read(ref busy) > 0 ? 0 : quiet + 1;
            seen = current;
            if (quiet >= QuietTicks && FireNext(DateTimeOffset.MaxValue))
                quiet = 0;
        }
    }

    /// <summary>Fires everything that is due first, not after <paramref name="limit"/>; false for nothing.</summary>
    private bool FireNext(DateTimeOffset limit)
    {
        List<VirtualTimer> due;
        lock (gate)
        {
            if (timers.Count == 0 || timers.Min(timer => timer.DueAt) is var next && next > limit)
                return false;
            if (next > now)
                now = next;
            due = [.. timers.Where(timer => timer.DueAt <= next)];
            foreach (var timer in due)
                timer.Rearm(timers, next);
        }

        Touch();
        foreach (var timer in due)
            ThreadPool.UnsafeQueueUserWorkItem(static fired => fired.Fire(), timer, preferLocal: false);
        return true;
    }

    private sealed class Busy(VirtualClock clock) : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0)
                return;
            clock.Touch();
            Interlocked.Decrement(ref clock.busy);
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        private TimeSpan period = period;

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                this.period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    DueAt = clock.now + dueTime;
                    clock.timers.Add(this);
                }
            }

            clock.Touch();
            return true;
        }

        public void Rearm(List<VirtualTimer> timers, DateTimeOffset firedAt)
        {
            if (period > TimeSpan.Zero)
                DueAt = firedAt + period;
            else
                timers.Remove(this);
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock.gate)
                clock.timers.Remove(this);
            clock.Touch();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
