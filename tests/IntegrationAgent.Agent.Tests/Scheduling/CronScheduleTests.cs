using System.Globalization;
using IntegrationAgent.Agent.Scheduling;

namespace IntegrationAgent.Agent.Tests.Scheduling;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("0 6 * * *", "UTC", "2026-03-01T05:59:00Z", "2026-03-01T06:00:00Z")]
    [InlineData("0 6 * * 1-5", "UTC", "2026-02-27T07:00:00Z", "2026-03-02T06:00:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-03-01T10:01:00Z", "2026-03-01T10:15:00Z")]
    [InlineData("0 6 * * 7", "UTC", "2026-03-02T00:00:00Z", "2026-03-08T06:00:00Z")]
    [InlineData("0 0 6 * * ?", "UTC", "2026-03-01T05:59:00Z", "2026-03-01T06:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-02T00:00:00Z", "2026-03-02T01:30:00Z")]
    public void The_next_time_is_that_of_the_expression(string cron, string zone, string after, string expected) =>
        Assert.Equal(Time(expected), CronSchedule.Parse(cron, zone).Next(Time(after)));

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z", 2)]
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", 2)]
    [InlineData("0 * * * *", "2026-03-28T23:00:00Z", "2026-03-29T23:00:00Z", 24)]
    [InlineData("0 * * * *", "2026-10-24T23:00:00Z", "2026-10-25T23:00:00Z", 24)]
    [InlineData("30 1,2,3 * * *", "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", 3)]
    public void A_change_of_the_clock_neither_repeats_nor_loses_a_slot(string cron, string from, string to, int slots)
    {
        var schedule = CronSchedule.Parse(cron, "Europe/Berlin");
        var names = new List<string>();
        for (var next = schedule.Next(Time(from)); next <= Time(to); next = schedule.Next(next.Value))
            names.Add(schedule.SlotOf(next.Value));

        Assert.Equal(slots, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("* * * * *", "2026-03-01T10:00:30Z", "2026-03-01T10:00:00Z")]
    [InlineData("0 6 * * *", "2026-03-01T05:00:00Z", "2026-02-28T06:00:00Z")]
    [InlineData("0 6 1 1 *", "2026-12-31T00:00:00Z", "2026-01-01T06:00:00Z")]
    [InlineData("0 6 29 2 *", "2027-12-31T00:00:00Z", "2024-02-29T06:00:00Z")]
    [InlineData("0 6 * * *", "2026-03-01T06:00:00Z", "2026-03-01T06:00:00Z")]
    public void The_latest_time_is_the_newest_that_has_come(string cron, string now, string expected) =>
        Assert.Equal(Time(expected), CronSchedule.Parse(cron, "UTC").Latest(Time(now)));

    [Theory]
    [InlineData("", "UTC", "E-SCH-CRON")]
    [InlineData("every night", "UTC", "E-SCH-CRON")]
    [InlineData("61 * * * *", "UTC", "E-SCH-CRON")]
    [InlineData("0 6 * *", "UTC", "E-SCH-CRON")]
    [InlineData("0 6 * * *", "Mars/Olympus", "E-SCH-ZONE")]
    public void What_is_no_expression_or_zone_is_said_so(string cron, string zone, string code)
    {
        var refusal = Assert.Throws<AgentException>(() => CronSchedule.Parse(cron, zone));

        Assert.Equal((code, ExitCode.Usage), (refusal.Code, refusal.ExitCode));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
