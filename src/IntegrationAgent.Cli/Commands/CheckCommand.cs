using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Views;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent check</c>: compile, policy, effects. Nothing of the script runs.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandRunner runner)
    {
        var integration = Arguments.Integration();
        var bindings = new Option<bool>("--write-bindings") { Description = "Generate the bindings at the end of the script anew first, after its body was edited." };
        return runner.Handle(new Command("check", "Compile a script and hold it against the policy and its requirements.") { integration, bindings }, async (parsed, session, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(integration);
            var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(bindings))
            {
                var one = session.OpenWorkspace().Integration(name);
                one.WriteScript(await service.WithBindingsAsync(one.ReadScript(), RequirementsFile.Read(one), cancellationToken).ConfigureAwait(false));
                session.Screen.Done("generated the bindings anew");
            }

            var report = await service.CheckAsync(name, cancellationToken).ConfigureAwait(false);
            CheckView.Write(session.Screen, report);
            session.Result["check"] = CheckView.ToJson(report);
            if (report.Ok)
                return ExitCode.Ok;
            var first = report.Diagnostics.First();
            var refused = first.Code.StartsWith("E-POL", StringComparison.Ordinal) || first.Code.StartsWith("E-EFF", StringComparison.Ordinal);
            return session.Say(new Failure(first.Code, $"The script of '{name}' does not pass its check.", $"Correct it, then: intagent check {name}", refused ? ExitCode.Refused : ExitCode.Findings));
        });
    }
}
