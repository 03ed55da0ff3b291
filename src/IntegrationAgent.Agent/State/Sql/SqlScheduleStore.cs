using IntegrationAgent.Agent.Audit;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Schedules in a SQL database.</summary>
internal sealed class SqlScheduleStore(StateDatabase database) : IScheduleStore
{
    private const string Columns = "series, cron, time_zone, overlap, since, handled";

    public Task<ScheduleRecord> SetAsync(ScheduleRecord schedule, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return database.WriteAsync(
            session =>
            {
                session.Execute(
                    """
                    INSERT INTO schedules (series, cron, time_zone, overlap, since) VALUES ($1, $2, $3, $4, $5)
                    ON CONFLICT (series) DO UPDATE SET cron = excluded.cron, time_zone = excluded.time_zone, overlap = excluded.overlap, since = excluded.since
                    """,
                    schedule.Series,
                    schedule.Cron,
                    schedule.TimeZone,
                    Name(schedule.Overlap),
                    session.NowMilliseconds);
                session.Audit(Event(AuditEventTypes.ScheduleSet, schedule.Series, actor, new Dictionary<string, string>
                {
                    ["cron"] = schedule.Cron,
                    ["timeZone"] = schedule.TimeZone,
                    ["overlap"] = Name(schedule.Overlap),
                }));
                return session.Find(Map, $"SELECT {Columns} FROM schedules WHERE series = $1", schedule.Series)!;
            },
            cancellationToken);
    }

    public Task<bool> RemoveAsync(string series, string actor, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            if (session.Execute("DELETE FROM schedules WHERE series = $1", series) == 0)
                return false;
            session.Audit(Event(AuditEventTypes.ScheduleRemoved, series, actor, []));
            return true;
        },
        cancellationToken);

    public Task<IReadOnlyList<ScheduleRecord>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<ScheduleRecord>>(
        session => session.List(Map, $"SELECT {Columns} FROM schedules ORDER BY series"), cancellationToken);

    public Task HandledAsync(string series, DateTimeOffset slot, string? without, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            var changed = session.Execute(
                "UPDATE schedules SET handled = $1 WHERE series = $2 AND (handled IS NULL OR handled < $1)", slot.ToUnixTimeMilliseconds(), series);
            if (changed > 0 && without is not null)
            {
                session.Audit(new AuditEvent
                {
                    Type = AuditEventTypes.ScheduleSkipped,
                    Actor = "worker",
                    Subject = series,
                    Data = new Dictionary<string, string> { ["slot"] = AuditEncoding.FormatTime(slot), ["because"] = without },
                });
            }

            return changed > 0;
        },
        cancellationToken);

    private static string Name(OverlapRule rule) => rule == OverlapRule.Queue ? "queue" : "skip";

    private static AuditEvent Event(string type, string series, string actor, Dictionary<string, string> data) => new()
    {
        Type = type,
        Actor = "user",
        Subject = series,
        Data = data,
        Personal = new Dictionary<string, string> { ["by"] = actor },
        PersonalScope = "schedule:" + series,
    };

    private static ScheduleRecord Map(StateRow row) => new()
    {
        Series = row.Text("series"),
        Cron = row.Text("cron"),
        TimeZone = row.Text("time_zone"),
        Overlap = row.Text("overlap") == "queue" ? OverlapRule.Queue : OverlapRule.Skip,
        Since = row.Time("since"),
        Handled = row.TimeOrNull("handled"),
    };
}
