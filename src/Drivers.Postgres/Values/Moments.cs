namespace IntegrationAgent.Drivers.Postgres.Values;

/// <summary>PostgreSQL counts days and microseconds from 2000-01-01; the contract counts days and ticks from 0001-01-01.</summary>
internal static class Moments
{
    public const int EpochDay = 730_119, InfiniteDay = int.MaxValue, MinusInfiniteDay = int.MinValue;
    public const long TicksOfMicrosecond = TimeSpan.TicksPerMicrosecond, EpochTicks = EpochDay * TimeSpan.TicksPerDay;
    private const long FirstMicrosecond = -EpochTicks / TicksOfMicrosecond;

    // The last microsecond of 9999.
    private const long LastMicrosecond = (3_652_059L * TimeSpan.TicksPerDay / TicksOfMicrosecond) - 1 + FirstMicrosecond;

    /// <summary>Ticks, or false for a moment that the contract does not have; then <paramref name="ticks"/> is the nearest.</summary>
    public static bool TryTicks(long microseconds, out long ticks)
    {
        var near = Math.Clamp(microseconds, FirstMicrosecond, LastMicrosecond);
        ticks = (near * TicksOfMicrosecond) + EpochTicks;
        return near == microseconds;
    }

    public static long Microseconds(long ticks) => (ticks - EpochTicks) / TicksOfMicrosecond;

    /// <summary>A day's number, or false for a day that the contract does not have; then <paramref name="number"/> is the nearest.</summary>
    public static bool TryDay(int day, out int number)
    {
        var near = Math.Clamp((long)day + EpochDay, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber);
        number = (int)near;
        return near == (long)day + EpochDay;
    }
}
