using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Scheduling;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent schedule</c>: when an integration runs by itself.</summary>
internal static class ScheduleCommand
{
    public static Command Create(CommandRunner runner)
    {
        var integration = new Argument<string?>("integration") { Description = "The integration; without one, the schedules are listed.", Arity = ArgumentArity.ZeroOrOne };
        var cron = new Option<string?>("--cron") { Description = "Minute, hour, day, month, weekday: \"0 6 * * 1-5\".", HelpName = "EXPRESSION" };
        var zone = new Option<string>("--time-zone") { Description = "The zone that the expression is read in.", HelpName = "ZONE", DefaultValueFactory = _ => "UTC" };
        var overlap = new Option<OverlapRule>("--overlap") { Description = "A slot whose predecessor is still running: skip, or queue.", HelpName = "RULE", DefaultValueFactory = _ => OverlapRule.Skip };
        var remove = new Option<bool>("--remove") { Description = "End the schedule." };
        var command = new Command("schedule", "Let an integration run by itself, under a standing approval.") { integration, cron, zone, overlap, remove };
        return runner.Handle(command, async (parsed, session, cancellationToken) =>
        {
            var name = parsed.GetValue(integration);
            if (name is null)
                return await ListAsync(session, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(remove))
                return await RemoveAsync(session, name, cancellationToken).ConfigureAwait(false);
            var expression = parsed.GetValue(cron)
                ?? throw new AgentException("E-CLI-USAGE", "A schedule needs --cron.", $"Write: intagent schedule {name} --cron \"0 6 * * *\"", ExitCode.Usage);
            var wanted = new ScheduleRecord { Series = name, Cron = expression, TimeZone = parsed.GetValue(zone)!, Overlap = parsed.GetValue(overlap) };
            CronSchedule.Parse(wanted.Cron, wanted.TimeZone);
            var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
            var schedule = await service.ScheduleAsync(wanted, session.User, cancellationToken).ConfigureAwait(false);
            session.Screen.Done($"scheduled {name}", 0);
            session.Screen.Pairs(
            [
                ("cron", $"{schedule.Cron} ({schedule.TimeZone})"),
                ("overlap", Word(schedule.Overlap)),
                ("next slot", $"{Show.Time(CronSchedule.Parse(schedule.Cron, schedule.TimeZone).Next(schedule.Since))} UTC"),
                ("next", "intagent work"),
            ]);
            session.Result["schedule"] = CliJson.Node(schedule);
            return ExitCode.Ok;
        });
    }

    private static async Task<ExitCode> ListAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var store = (await session.HostAsync(cancellationToken).ConfigureAwait(false)).Store;
        var schedules = await store.Schedules.ListAsync(cancellationToken).ConfigureAwait(false);
        var now = await store.Clock.GetUtcNowAsync(cancellationToken).ConfigureAwait(false);
        if (schedules.Count == 0)
            session.Screen.Text("Nothing is scheduled.");
        else
            session.Screen.Table(
                ["integration", "cron", "zone", "overlap", "#next slot (UTC)"],
                schedules.Select(one => (IReadOnlyList<string>)
                    [one.Series, one.Cron, one.TimeZone, Word(one.Overlap), Show.Time(CronSchedule.Parse(one.Cron, one.TimeZone).Next(now))]));
        session.Result["schedules"] = CliJson.Array(schedules);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> RemoveAsync(CommandSession session, string name, CancellationToken cancellationToken)
    {
        var store = (await session.HostAsync(cancellationToken).ConfigureAwait(false)).Store;
        if (!await store.Schedules.RemoveAsync(name, session.User, cancellationToken).ConfigureAwait(false))
            throw new AgentException("E-SCH-NONE", $"'{name}' has no schedule.", "List them with: intagent schedule", ExitCode.Usage);
        session.Screen.Done($"{name} runs by hand only", 0);
        return ExitCode.Ok;
    }

    private static string Word(OverlapRule rule) => rule == OverlapRule.Queue ? "queue" : "skip";
}
