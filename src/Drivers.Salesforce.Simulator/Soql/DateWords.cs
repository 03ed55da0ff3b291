using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Date literals such as TODAY and LAST_N_DAYS:30 as ranges of days in the user's time zone. Weeks begin on Sunday.</summary>
internal static class DateWords
{
    private static readonly HashSet<string> Plain = new(StringComparer.OrdinalIgnoreCase)
    {
        "YESTERDAY", "TODAY", "TOMORROW", "LAST_90_DAYS", "NEXT_90_DAYS",
        "LAST_WEEK", "THIS_WEEK", "NEXT_WEEK", "LAST_MONTH", "THIS_MONTH", "NEXT_MONTH",
        "LAST_QUARTER", "THIS_QUARTER", "NEXT_QUARTER", "LAST_YEAR", "THIS_YEAR", "NEXT_YEAR",
        "LAST_FISCAL_QUARTER", "THIS_FISCAL_QUARTER", "NEXT_FISCAL_QUARTER", "LAST_FISCAL_YEAR", "THIS_FISCAL_YEAR", "NEXT_FISCAL_YEAR",
    };

    private static readonly HashSet<string> Counted = new(
        from unit in new[] { "DAYS", "WEEKS", "MONTHS", "QUARTERS", "YEARS", "FISCAL_QUARTERS", "FISCAL_YEARS" }
        from form in new[] { "LAST_N_{0}", "NEXT_N_{0}", "N_{0}_AGO" }
        select form.Replace("{0}", unit, StringComparison.Ordinal),
        StringComparer.OrdinalIgnoreCase);

    public static bool IsPlain(string word) => Plain.Contains(word);

    public static bool IsCounted(string word) => Counted.Contains(word);

    /// <summary>The first day of the range and the first day after it.</summary>
    public static (DateOnly From, DateOnly To) Range(string word, int? count, DateOnly today)
    {
        if (count is not { } n) return PlainRange(word, today);
        n = Math.Min(n, 20_000);
        if (word.StartsWith('N') && word.EndsWith("_AGO", StringComparison.Ordinal))
        {
            var unit = UnitOf(word[2..^4]);
            var start = Add(StartOf(unit, today), unit, -n);
            return (start, Add(start, unit, 1));
        }

        var last = word.StartsWith("LAST_N_", StringComparison.Ordinal);
        var step = UnitOf(word[7..]);
        if (step == 'D') return last ? (Add(today, 'D', -n), today.AddDays(1)) : (today.AddDays(1), Add(today, 'D', n + 1));
        var here = StartOf(step, today);
        return last ? (Add(here, step, -n), here) : (Add(here, step, 1), Add(here, step, n + 1));
    }

    /// <summary>The moment at which a day begins in a zone, in milliseconds since 1970.</summary>
    public static long StartOfDay(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(30);
        return CivilTime.ToMs(new DateTimeOffset(local, zone.GetUtcOffset(local)));
    }

    private static (DateOnly From, DateOnly To) PlainRange(string word, DateOnly today)
    {
        switch (word)
        {
            case "TODAY": return (today, today.AddDays(1));
            case "YESTERDAY": return (today.AddDays(-1), today);
            case "TOMORROW": return (today.AddDays(1), today.AddDays(2));
            case "LAST_90_DAYS": return (today.AddDays(-90), today.AddDays(1));
            case "NEXT_90_DAYS": return (today.AddDays(1), today.AddDays(91));
        }

        var shift = word[0] switch
        {
            'L' => -1,
            'N' => 1,
            _ => 0,
        };
        var unit = UnitOf(word[(word.IndexOf('_', StringComparison.Ordinal) + 1)..]);
        var start = Add(StartOf(unit, today), unit, shift);
        return (start, Add(start, unit, 1));
    }

    private static char UnitOf(string name) => name.Replace("FISCAL_", "", StringComparison.Ordinal)[0];

    private static DateOnly StartOf(char unit, DateOnly day) => unit switch
    {
        'D' => day,
        'W' => day.AddDays(-(int)day.DayOfWeek),
        'M' => new DateOnly(day.Year, day.Month, 1),
        'Q' => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
        _ => new DateOnly(day.Year, 1, 1),
    };

    private static DateOnly Add(DateOnly day, char unit, int n)
    {
        var (days, months) = unit switch
        {
            'D' => (n, 0L),
            'W' => (n * 7L, 0L),
            'M' => (0L, n),
            'Q' => (0L, n * 3L),
            _ => (0L, n * 12L),
        };
        if (days != 0) return DateOnly.FromDayNumber((int)Math.Clamp(day.DayNumber + days, DateOnly.MinValue.DayNumber + 366, DateOnly.MaxValue.DayNumber - 366));
        var total = Math.Clamp((day.Year * 12L) + day.Month - 1 + months, 12 * 2, 12 * 9998L);
        return new DateOnly((int)(total / 12), (int)(total % 12) + 1, day.Day);
    }
}
