using System.CommandLine;
using System.Runtime.CompilerServices;
using IntegrationAgent.Agent;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent simulate</c>: embedded systems to try things on.</summary>
internal static class SimulateCommand
{
    public static Command Create(CommandRunner runner) => new("simulate", "Start an embedded system to try things on.") { Salesforce(runner) };

    private static Command Salesforce(CommandRunner runner)
    {
        var port = new Option<int>("--port") { Description = "The TCP port on 127.0.0.1; 0 takes a free one.", HelpName = "N" };
        var leads = SimulatorArguments.Leads();
        var seed = SimulatorArguments.Seed();
        var org = SimulatorArguments.Org();
        var control = new Option<bool>("--control") { Description = "Answer POST /__control/update, delete, advance and others, with which a script changes the org." };
        return runner.Handle(new Command("salesforce", "A Salesforce-shaped org over real HTTP, deterministic from its seed. Runs until it is stopped.") { port, leads, seed, org, control }, (parsed, session, cancellationToken) =>
            ServeAsync(
                session,
                new SimulatorOptions
                {
                    Port = parsed.GetValue(port),
                    Leads = parsed.GetValue(leads),
                    Seed = parsed.GetValue(seed),
                    OrgFile = SimulatorArguments.OrgFile(session, parsed.GetValue(org)),
                    EnableControl = parsed.GetValue(control),
                },
                cancellationToken));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ExitCode> ServeAsync(CommandSession session, SimulatorOptions options, CancellationToken cancellationToken)
    {
        var simulator = await SimulatorArguments.StartAsync(options, cancellationToken).ConfigureAwait(false);
        await using var stopped = simulator.ConfigureAwait(false);
        var address = simulator.Address.ToString().TrimEnd('/');
        session.Screen.Done($"an org with {Show.Count(simulator.CountRecords(simulator.SourceObject))} {simulator.SourceObject} records at {address}", 0);
        session.Screen.Pairs([("SF_CLIENT_ID", simulator.ClientId), ("SF_CLIENT_SECRET", simulator.ClientSecret)]);
        session.Screen.Text($"Connect: intagent connect salesforce --driver salesforce --set login_url={address}", 2, Tone.Dim);
        session.Screen.Text("Stop with Ctrl+C.", 2, Tone.Dim);
        session.Result["address"] = address;
        session.Result["clientId"] = simulator.ClientId;
        session.Result["clientSecret"] = simulator.ClientSecret;
        session.Result["sourceObject"] = simulator.SourceObject;
        session.Announce();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, session.Environment.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        return ExitCode.Ok;
    }
}
