using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent approve</c> and <c>intagent reject</c>: a person's decision about the present plan.</summary>
internal static class DecisionCommand
{
    public static Command CreateApprove(CommandRunner runner)
    {
        var integration = Arguments.Integration();
        var reason = Reason();
        var approver = Approver();
        var runs = new Option<int>("--runs") { Description = "How many runs it carries.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var until = new Option<DateTimeOffset?>("--until") { Description = "No run after this time; by default 24 hours from now.", HelpName = "TIME" };
        var command = new Command("approve", "Approve the present plan. Only exactly what it names may run.") { integration, reason, runs, until, approver };
        return runner.Handle(command, (parsed, session, cancellationToken) => DecideAsync(
            session,
            parsed.GetRequiredValue(integration),
            approved: true,
            parsed.GetValue(reason) ?? "",
            parsed.GetValue(approver),
            parsed.GetValue(runs),
            parsed.GetValue(until),
            cancellationToken));
    }

    public static Command CreateReject(CommandRunner runner)
    {
        var integration = Arguments.Integration();
        var reason = Reason();
        var approver = Approver();
        return runner.Handle(new Command("reject", "Reject the present plan.") { integration, reason, approver }, (parsed, session, cancellationToken) => DecideAsync(
            session, parsed.GetRequiredValue(integration), approved: false, parsed.GetValue(reason) ?? "", parsed.GetValue(approver), 1, null, cancellationToken));
    }

    private static Option<string?> Reason() => new("--reason", "-m") { Description = "Why; kept with the decision.", HelpName = "TEXT" };

    private static Option<string?> Approver() => new("--as") { Description = "Who decides; by default the user of this session.", HelpName = "NAME" };

    private static async Task<ExitCode> DecideAsync(
        CommandSession session, string name, bool approved, string reason, string? approver, int runs, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            reason = session.CanAsk
                ? TerminalInput.Ask(session, "Why")
                : throw new AgentException(
                    "E-APR-REASON", "A decision needs a reason, and there is none.", $"Add it: intagent {(approved ? "approve" : "reject")} {name} --reason \"…\"", ExitCode.Refused);
        }

        var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
        var owner = RequirementsFile.Read(session.OpenWorkspace().Integration(name)).Owner;
        var record = await service.DecideAsync(
            new ApprovalRequest
            {
                Integration = name,
                Approved = approved,
                Requester = owner.Length > 0 ? owner : session.User,
                Approver = approver ?? session.User,
                Reason = reason,
                MaxRuns = runs,
                Until = until,
            },
            cancellationToken).ConfigureAwait(false);
        session.Screen.Done($"{record.State.ToString().ToLowerInvariant()} {name}", 0);
        session.Screen.Pairs(
        [
            ("by", $"{record.Approver}{(record.SelfApproved ? " (also asked for it: this workspace's policy is single-user)" : "")}"),
            ("why", record.Reason ?? ""),
            ("carries", approved ? $"{Show.Count(record.MaxRuns, "run")}, until {Show.Time(record.ExecuteBy)} UTC" : ""),
            ("subject", record.SubjectHash),
            ("next", approved ? $"intagent run {name}" : ""),
        ]);
        session.Result["approval"] = CliJson.Node(record);
        return ExitCode.Ok;
    }
}
