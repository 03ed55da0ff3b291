using System.Globalization;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>Dates as days and datetimes as milliseconds since 1970, and their texts.</summary>
internal static class CivilTime
{
    public const long DayMs = 86_400_000;

    public static readonly int EpochDayNumber = new DateOnly(1970, 1, 1).DayNumber;

    private static readonly string[] DateTimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    public static long ToMs(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static DateTimeOffset FromMs(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    public static bool TryParseDate(string text, out long days)
    {
        var parsed = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        days = parsed ? date.DayNumber - EpochDayNumber : 0;
        return parsed;
    }

    /// <summary>Reads an ISO 8601 datetime; without a zone it is UTC, and a zone may miss its colon.</summary>
    public static bool TryParseDateTime(string text, out long ms)
    {
        ms = 0;
        if (text.Length > 5 && text[^5] is '+' or '-' && !text[^3..].Contains(':', StringComparison.Ordinal)) text = text[..^2] + ":" + text[^2..];
        if (!DateTimeOffset.TryParseExact(text, DateTimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return false;
        ms = time.ToUnixTimeMilliseconds();
        return true;
    }

    public static bool TryParseTime(string text, out long ms)
    {
        var parsed = TimeOnly.TryParseExact(text.TrimEnd('Z'), ["HH:mm:ss.fff", "HH:mm:ss", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        ms = parsed ? time.Ticks / TimeSpan.TicksPerMillisecond : 0;
        return parsed;
    }

    /// <summary>Writes <c>2020-10-22T21:03:23.000</c>; the zone is the caller's.</summary>
    public static int WriteDateTime(long ms, Span<byte> target)
    {
        var days = Math.DivRem(ms, DayMs, out var rest);
        if (rest < 0)
        {
            rest += DayMs;
            days--;
        }

        WriteDate(days, target);
        target[10] = (byte)'T';
        return 11 + WriteTime(rest, target[11..]);
    }

    public static int WriteTime(long ms, Span<byte> target)
    {
        Two((int)(ms / 3_600_000), target);
        target[2] = (byte)':';
        Two((int)(ms / 60_000 % 60), target[3..]);
        target[5] = (byte)':';
        Two((int)(ms / 1000 % 60), target[6..]);
        target[8] = (byte)'.';
        var fraction = (int)(ms % 1000);
        target[9] = (byte)('0' + (fraction / 100));
        Two(fraction % 100, target[10..]);
        return 12;
    }

    public static int WriteDate(long days, Span<byte> target)
    {
        var (year, month, day) = DateOnly.FromDayNumber((int)days + EpochDayNumber);
        Two(year / 100, target);
        Two(year % 100, target[2..]);
        target[4] = (byte)'-';
        Two(month, target[5..]);
        target[7] = (byte)'-';
        Two(day, target[8..]);
        return 10;
    }

    private static void Two(int value, Span<byte> target)
    {
        target[0] = (byte)('0' + (value / 10));
        target[1] = (byte)('0' + (value % 10));
    }
}
