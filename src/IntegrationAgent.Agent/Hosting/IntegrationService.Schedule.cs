using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Scheduling;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Hosting;

public sealed partial class IntegrationService
{
    /// <summary>
    /// Gives an integration a schedule. The schedule becomes part of what an approval binds, so it holds only under an approval that names it and carries
    /// more than one run.
    /// </summary>
    /// <param name="schedule">What, when, and what becomes of slots that overlap.</param>
    /// <param name="actor">Who sets it.</param>
    /// <param name="cancellationToken">Ends the call; no schedule is set.</param>
    /// <exception cref="AgentException">
    /// <c>E-SCH-CRON</c>, <c>E-SCH-ZONE</c>; <c>E-SCH-APPROVAL</c> (exit 4): no standing approval carries it, the requirements name the schedule now, and the
    /// next action says how to approve it; and what a check or connection can throw.
    /// </exception>
    public async Task<ScheduleRecord> ScheduleAsync(ScheduleRecord schedule, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var cron = CronSchedule.Parse(schedule.Cron, schedule.TimeZone);
        var name = schedule.Series;
        var integration = host.Workspace.Integration(name);
        var sheet = RequirementsFile.Read(integration);
        var text = schedule.TimeZone == "UTC" ? cron.Text : $"{cron.Text} {cron.Zone.Id}";
        if (sheet.Schedule != text)
            RequirementsFile.Write(integration, sheet with { Schedule = text });
        await RequireStandingAsync(name, cancellationToken).ConfigureAwait(false);
        return await host.Store.Schedules.SetAsync(schedule with { Cron = cron.Text }, actor, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireStandingAsync(string name, CancellationToken cancellationToken)
    {
        ApprovalRecord approval;
        try
        {
            var (subject, _, _, _) = await SubjectAsync(name, ReadPlan(name), anew: false, cancellationToken).ConfigureAwait(false);
            approval = await host.Store.Approvals.RequireAsync(name, subject.Hash, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentException exception) when (exception.Code.StartsWith("E-APR-", StringComparison.Ordinal))
        {
            throw NotStanding(name, $"No approval carries '{name}' with this schedule ({exception.Code}).", exception);
        }

        if (approval.MaxRuns == 1)
            throw NotStanding(name, $"The approval of '{name}' is for one run.", null);
    }

    private static AgentException NotStanding(string name, string cause, Exception? inner) => new(
        "E-SCH-APPROVAL",
        cause,
        $"Run: intagent approve {name} --runs 100 --until <date> --reason \"…\" (after intagent dry-run {name}, where the plan is old), then this command again.",
        ExitCode.Refused,
        inner);
}
