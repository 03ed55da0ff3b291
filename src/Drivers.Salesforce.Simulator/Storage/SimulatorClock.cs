namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>The org's clock: the provider's time, moved by an offset, or standing still.</summary>
internal sealed class SimulatorClock(TimeProvider time, TimeZoneInfo zone)
{
    private readonly Lock _lock = new();
    private TimeSpan _offset;
    private DateTimeOffset? _frozen;

    public TimeZoneInfo Zone { get; } = zone;

    public DateTimeOffset Now
    {
        get
        {
            lock (_lock) return _frozen ?? (time.GetUtcNow() + _offset);
        }
    }

    /// <summary>The day that it is for the user.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).DateTime);

    /// <summary>Now to the second, as the audit fields carry it.</summary>
    public long NowMs => CivilTime.ToMs(Now) / 1000 * 1000;

    public void Freeze()
    {
        lock (_lock) _frozen ??= time.GetUtcNow() + _offset;
    }

    public void Resume()
    {
        lock (_lock)
        {
            if (_frozen is { } at) _offset = at - time.GetUtcNow();
            _frozen = null;
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            if (_frozen is { } at) _frozen = at + by;
            else _offset += by;
        }
    }
}
