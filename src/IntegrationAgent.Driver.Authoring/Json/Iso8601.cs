namespace IntegrationAgent.Driver.Authoring;

/// <summary>Reads dates and times from their bytes. Offsets may be <c>Z</c>, <c>+hh:mm</c>, <c>+hhmm</c> or <c>+hh</c>.</summary>
public static class Iso8601
{
    /// <summary>A calendar date, <c>yyyy-MM-dd</c>.</summary>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length != 10 || !TryDay(text, out var year, out var month, out var day))
            return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>A time of day, <c>HH:mm:ss</c> with up to 7 digits of a second and an optional <c>Z</c>.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out TimeOnly time)
    {
        time = default;
        if (!TryTicks(text, out var ticks, out var used))
            return false;
        var rest = text[used..];
        if (rest.Length > 1 || (rest.Length == 1 && rest[0] != 'Z'))
            return false;
        time = new TimeOnly(ticks);
        return true;
    }

    /// <summary>A moment: date, <c>T</c> or a space, time, offset. Without an offset it is UTC.</summary>
    public static bool TryParseTimestamp(ReadOnlySpan<byte> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length < 16 || !TryDay(text, out var year, out var month, out var day) || text[10] is not ((byte)'T' or (byte)' '))
            return false;
        if (!TryTicks(text[11..], out var ticks, out var used) || !TryOffset(text[(11 + used)..], out var minutes))
            return false;
        var utc = new DateTime(year, month, day).Ticks + ticks - (minutes * TimeSpan.TicksPerMinute);
        if (utc < 0 || utc > DateTime.MaxValue.Ticks)
            return false;
        moment = new DateTimeOffset(utc + (minutes * TimeSpan.TicksPerMinute), TimeSpan.FromMinutes(minutes));
        return true;
    }

    private static bool TryDay(ReadOnlySpan<byte> text, out int year, out int month, out int day)
    {
        year = Digits(text, 0, 4);
        month = Digits(text, 5, 2);
        day = Digits(text, 8, 2);
        return text[4] == '-' && text[7] == '-' && year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    private static bool TryTicks(ReadOnlySpan<byte> text, out long ticks, out int used)
    {
        ticks = 0;
        used = 5;
        if (text.Length < 5 || text[2] != ':')
            return false;
        var hour = Digits(text, 0, 2);
        var minute = Digits(text, 3, 2);
        var second = 0;
        if (text.Length >= 8 && text[5] == ':')
        {
            second = Digits(text, 6, 2);
            used = 8;
        }

        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
            return false;
        ticks = (((hour * 60L) + minute) * 60 + second) * TimeSpan.TicksPerSecond;
        if (used < text.Length && text[used] == '.')
        {
            used++;
            var unit = TimeSpan.TicksPerSecond / 10;
            var start = used;
            for (; used < text.Length && text[used] is >= (byte)'0' and <= (byte)'9'; used++, unit /= 10)
                ticks += (text[used] - '0') * unit;
            return used > start;
        }

        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 0 || (text.Length == 1 && text[0] == 'Z'))
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6))
            return false;
        var hours = Digits(text, 1, 2);
        var rest = text.Length switch
        {
            5 => Digits(text, 3, 2),
            6 when text[3] == ':' => Digits(text, 4, 2),
            3 => 0,
            _ => -1,
        };
        minutes = ((hours * 60) + rest) * (text[0] == '-' ? -1 : 1);
        return hours is >= 0 and <= 14 && rest is >= 0 and <= 59 && Math.Abs(minutes) <= 14 * 60;
    }

    private static int Digits(ReadOnlySpan<byte> text, int start, int count)
    {
        var value = 0;
        for (var i = start; i < start + count; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9)
                return -1;
            value = (value * 10) + (int)digit;
        }

        return value;
    }
}
