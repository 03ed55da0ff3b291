using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Demo;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent demo</c>: the whole flow on embedded parts.</summary>
internal static class DemoCommand
{
    public static Command Create(CommandRunner runner)
    {
        var leads = SimulatorArguments.Leads();
        var seed = SimulatorArguments.Seed();
        var org = SimulatorArguments.Org();
        var interactive = new Option<bool>("--interactive", "-i") { Description = "Answer the question and approve yourself." };
        var sandbox = new Option<string?>("--sandbox") { Description = "auto, bubblewrap or jail; unisolated only by this name, for development.", HelpName = "NAME" };
        var request = new Option<string?>("--request") { Description = "Another sentence than the usual one.", HelpName = "TEXT" };
        var command = new Command("demo", "The whole flow on embedded parts: from a sentence to verified rows.") { leads, seed, org, interactive, sandbox, request };
        return runner.Handle(command, (parsed, session, cancellationToken) =>
        {
            var asksPerson = parsed.GetValue(interactive);
            if (asksPerson && session.Json)
                throw new AgentException("E-CLI-USAGE", "--interactive and --json exclude each other.", "Leave one of them out.", ExitCode.Usage);
            session.Sandbox = parsed.GetValue(sandbox);
            var options = new DemoOptions
            {
                Leads = parsed.GetValue(leads),
                Seed = parsed.GetValue(seed),
                OrgFile = SimulatorArguments.OrgFile(session, parsed.GetValue(org)),
                Workspace = parsed.GetValue(GlobalOptions.Workspace) is { } folder ? session.FullPath(folder) : null,
                Interactive = asksPerson,
                Request = parsed.GetValue(request),
            };
            return new DemoRun(session, options).RunAsync(cancellationToken);
        });
    }
}
