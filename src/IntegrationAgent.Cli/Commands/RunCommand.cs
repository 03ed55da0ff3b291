using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Views;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent run</c>: runs what was approved, and nothing else.</summary>
internal static class RunCommand
{
    public static Command Create(CommandRunner runner)
    {
        var integration = Arguments.Integration();
        var resume = new Option<bool>("--resume") { Description = "Go on with the run that stopped, from its checkpoint." };
        var param = Arguments.Parameter("A parameter that must be what was approved; without any, those that were approved.");
        return runner.Handle(new Command("run", "Run an approved integration, and verify what it wrote.") { integration, resume, param }, async (parsed, session, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(integration);
            var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
            var progress = RunProgressLine.For(session);
            var report = parsed.GetValue(param) is { Length: > 0 } given
                ? await service.RunWithAsync(name, parsed.GetValue(resume), ScriptParameters.Parse(given), progress, cancellationToken).ConfigureAwait(false)
                : await service.RunAsync(name, parsed.GetValue(resume), null, progress, cancellationToken).ConfigureAwait(false);
            RunView.Write(session.Screen, report);
            session.Result["run"] = CliJson.Node(report);
            if (report.State == RunState.Succeeded)
                return ExitCode.Ok;
            var code = report.Code ?? "E-RUN-" + report.State.Name().ToUpperInvariant();
            return session.Say(new Failure(
                code.StartsWith("E-", StringComparison.Ordinal) ? code : "E-DRV-" + code.ToUpperInvariant().Replace('_', '-'),
                report.Message ?? $"The run is {report.State.Name()}.",
                Named(report.NextAction ?? "Look at it with: intagent runs", name),
                report.ExitCode));
        });
    }

    /// <summary>A next action that can be copied as it stands.</summary>
    private static string Named(string action, string name) =>
        action.EndsWith("intagent run --resume", StringComparison.Ordinal) ? action.Replace("intagent run --resume", $"intagent run {name} --resume", StringComparison.Ordinal) : action;
}
