using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent runs</c>: what ran, and what was set aside.</summary>
internal static class RunsCommand
{
    public static Command Create(CommandRunner runner)
    {
        var integration = new Argument<string?>("integration") { Description = "Only this integration.", Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<int>("--limit") { Description = "At most so many.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var quarantine = new Option<bool>("--quarantine") { Description = "The records of the integration that were set aside instead." };
        return runner.Handle(new Command("runs", "List runs, newest first.") { integration, limit, quarantine }, async (parsed, session, cancellationToken) =>
        {
            var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
            var name = parsed.GetValue(integration);
            if (parsed.GetValue(quarantine))
                return await QuarantineAsync(session, host.Store, name, parsed.GetValue(limit), cancellationToken).ConfigureAwait(false);
            var runs = await host.Store.Runs.ListAsync(new RunQuery { Series = name, Limit = parsed.GetValue(limit) }, cancellationToken).ConfigureAwait(false);
            if (runs.Count == 0)
                session.Screen.Text("There is no run yet.");
            else
                session.Screen.Table(
                    ["integration", "state", "#read", "#created", "#updated", "#unchanged", "#started (UTC)", "#run"],
                    runs.Select(run => (IReadOnlyList<string>)
                    [
                        run.Series + (run.RetryOf is null ? "" : " (retry)"), run.State.Name() + (run.Code is null ? "" : $" ({run.Code})"), Show.Count(run.Counts.Read), Show.Count(run.Counts.Created),
                        Show.Count(run.Counts.Updated), Show.Count(run.Counts.Unchanged), Show.Time(run.StartedAt), "…" + run.Id[^8..],
                    ]));
            session.Result["runs"] = CliJson.Array(runs);
            return ExitCode.Ok;
        });
    }

    private static Task<ExitCode> QuarantineAsync(CommandSession session, IStateStore store, string? name, int limit, CancellationToken cancellationToken) => name is null
        ? throw new AgentException("E-CLI-USAGE", "--quarantine needs an integration.", "Write: intagent runs <integration> --quarantine", ExitCode.Usage)
        : QuarantineCommand.ListAsync(session, store, name, limit, cancellationToken);
}
