using System.Globalization;
using Quartz;

namespace IntegrationAgent.Agent.Scheduling;

/// <summary>
/// A cron expression in a time zone, and the names of its slots. Immutable. A slot of an expression with fixed hours is named by the zone's
/// clock, so that an hour which the clock shows twice has one run, and a time that it leaves out has its run when the clock has moved on. A slot
/// of an expression for every hour is named by the instant, so that no hour is left out.
/// </summary>
public sealed class CronSchedule
{
    private static readonly TimeSpan[] Reaches =
        [TimeSpan.FromMinutes(2), TimeSpan.FromHours(2), TimeSpan.FromDays(2), TimeSpan.FromDays(40), TimeSpan.FromDays(400), TimeSpan.FromDays(1500)];

    private readonly CronExpression expression;
    private readonly bool everyHour;

    private CronSchedule(CronExpression expression, string text, TimeZoneInfo zone)
    {
        this.expression = expression;
        Text = text;
        Zone = zone;
        everyHour = expression.ToString().Split(' ')[2].StartsWith('*');
    }

    /// <summary>The expression as it was given.</summary>
    public string Text { get; }

    /// <summary>The zone that it is read in.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The expression with its seconds, as the scheduling engine reads it.</summary>
    internal string EngineText => expression.ToString();

    /// <summary>Reads an expression: <c>minute hour day month weekday</c>, or six and more fields with seconds first.</summary>
    /// <exception cref="AgentException"><c>E-SCH-CRON</c>, <c>E-SCH-ZONE</c>.</exception>
    public static CronSchedule Parse(string cron, string timeZone)
    {
        ArgumentNullException.ThrowIfNull(cron);
        ArgumentNullException.ThrowIfNull(timeZone);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone))
        {
            throw new AgentException(
                "E-SCH-ZONE", $"There is no time zone '{timeZone}' on this machine.", "Name one by its IANA id, for example Europe/Berlin or UTC.", ExitCode.Usage);
        }

        var text = string.Join(' ', cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var format = text.Split(' ').Length == 5 ? CronFormat.Unix : CronFormat.Quartz;
        if (!CronExpression.TryParse(text, format, out var expression))
        {
            throw new AgentException(
                "E-SCH-CRON",
                $"'{(text.Length > 60 ? text[..60] + "…" : text)}' is no cron expression.",
                "Write minute, hour, day, month and weekday, for example \"0 6 * * 1-5\" for six o'clock from Monday to Friday.",
                ExitCode.Usage);
        }

        return new CronSchedule(expression.WithTimeZone(zone), text, zone);
    }

    /// <summary>The first time after <paramref name="after"/>; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => expression.GetNextValidTimeAfter(after);

    /// <summary>The newest time that is not after <paramref name="now"/>; null when there is none in the last four years.</summary>
    public DateTimeOffset? Latest(DateTimeOffset now)
    {
        foreach (var reach in Reaches)
        {
            DateTimeOffset? found = null;
            for (var next = Next(now - reach); next <= now; next = Next(next.Value))
                found = next;
            if (found is not null)
                return found;
        }

        return null;
    }

    /// <summary>The name of the slot at a time: one run of the integration has it.</summary>
    public string SlotOf(DateTimeOffset time) => everyHour
        ? time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : TimeZoneInfo.ConvertTime(time, Zone).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + " " + Zone.Id;
}
