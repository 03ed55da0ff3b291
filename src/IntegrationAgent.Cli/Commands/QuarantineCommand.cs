using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Cli.Views;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent quarantine</c>: records that a target refused, and what becomes of them.</summary>
internal static class QuarantineCommand
{
    public static Command Create(CommandRunner runner) => new("quarantine", "Records that a target refused: see why, send them again, or give them up.")
    {
        CreateList(runner),
        CreateRetry(runner),
        CreateDiscard(runner),
    };

    /// <summary>Shows what waits; also for <c>intagent runs --quarantine</c>.</summary>
    public static async Task<ExitCode> ListAsync(CommandSession session, IStateStore store, string name, int limit, CancellationToken cancellationToken)
    {
        var waiting = await store.Quarantine.ListOpenAsync(name, limit, cancellationToken).ConfigureAwait(false);
        if (waiting.Count == 0)
            session.Screen.Done($"nothing of {name} is set aside", 0);
        else
            session.Screen.Table(["#id", "code", "field", "reason"], waiting.Select(entry => (IReadOnlyList<string>)[Show.Count(entry.Id), entry.Record.Code, entry.Record.Field, entry.Record.Reason]));
        session.Result["quarantine"] = CliJson.Array(waiting.Select(entry => new { entry.Id, entry.RunId, entry.Record.Code, entry.Record.Field, entry.Record.Reason }));
        return ExitCode.Ok;
    }

    private static Command CreateList(CommandRunner runner)
    {
        var integration = Arguments.Integration();
        var limit = new Option<int>("--limit") { Description = "At most so many.", HelpName = "N", DefaultValueFactory = _ => 100 };
        return runner.Handle(new Command("list", "List the records that wait, oldest first, with the field and the rule.") { integration, limit }, async (parsed, session, cancellationToken) =>
        {
            var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
            return await ListAsync(session, host.Store, parsed.GetRequiredValue(integration), parsed.GetValue(limit), cancellationToken).ConfigureAwait(false);
        });
    }

    private static Command CreateRetry(CommandRunner runner)
    {
        var integration = Arguments.Integration();
        var id = Id("Only the record with this number; may be given several times.");
        return runner.Handle(new Command("retry", "Send the records again, under the approval that they were refused under or a new one.") { integration, id }, async (parsed, session, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(integration);
            var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
            var report = await service.RetryAsync(name, Ids(parsed.GetValue(id)), cancellationToken).ConfigureAwait(false);
            if (report.Runs.Count == 0 && report.Superseded == 0 && report.Gone.Count == 0)
                session.Screen.Done($"nothing of {name} is set aside", 0);
            foreach (var run in report.Runs)
                RunView.Write(session.Screen, run);
            if (report.Superseded > 0)
                session.Screen.Note($"{Show.Count(report.Superseded, "record")} came again since and {(report.Superseded == 1 ? "was" : "were")} not sent: what is there is newer.");
            if (report.Gone.Count > 0)
                session.Screen.Note($"{Show.Count(report.Gone.Count, "record")} cannot be sent: the content is gone with its key. Give up with: intagent quarantine discard {name} --id {report.Gone[0]}");
            session.Result["retry"] = CliJson.Node(report);
            return report.Stopped is not { } stopped
                ? ExitCode.Ok
                : session.Say(new Failure(
                    stopped.Code is { } code && code.StartsWith("E-", StringComparison.Ordinal) ? code : "E-DRV-" + (stopped.Code ?? stopped.State.Name()).ToUpperInvariant().Replace('_', '-'),
                    stopped.Message ?? $"The retry is {stopped.State.Name()}.",
                    stopped.NextAction ?? $"See what waits: intagent quarantine list {name}",
                    stopped.ExitCode));
        });
    }

    private static Command CreateDiscard(CommandRunner runner)
    {
        var integration = Arguments.Integration();
        var id = Id("The record's number; may be given several times.");
        var all = new Option<bool>("--all") { Description = "Every record that waits." };
        return runner.Handle(new Command("discard", "Give records up: they are not sent again.") { integration, id, all }, async (parsed, session, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(integration);
            var ids = Ids(parsed.GetValue(id));
            if (ids is null && !parsed.GetValue(all))
                throw new AgentException("E-CLI-USAGE", "It is not said which records are given up.", $"Write: intagent quarantine discard {name} --id N, or --all", ExitCode.Usage);
            var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
            var discarded = await service.DiscardAsync(name, ids, cancellationToken).ConfigureAwait(false);
            session.Screen.Done($"{Show.Count(discarded, "record")} of {name} given up", 0);
            session.Result["discarded"] = discarded;
            return ExitCode.Ok;
        });
    }

    private static Option<long[]> Id(string description) => new("--id") { Description = description, HelpName = "N" };

    private static long[]? Ids(long[]? given) => given is { Length: > 0 } ? given : null;
}
