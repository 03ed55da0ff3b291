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
        var store = new Option<string?>("--store") { Description = "A SQLite file that keeps the records across restarts; memory only without it.", HelpName = "FILE" };
        var https = new Option<string?>("--https") { Description = "Serve HTTPS with a certificate made at the start, and write the certificate to this file for clients to trust.", HelpName = "FILE" };
        return runner.Handle(new Command("salesforce", "A Salesforce-shaped org over real HTTP, deterministic from its seed. Runs until it is stopped.") { port, leads, seed, org, control, store, https }, (parsed, session, cancellationToken) =>
            ServeAsync(
                session,
                new SimulatorOptions
                {
                    Port = parsed.GetValue(port),
                    Leads = parsed.GetValue(leads),
                    Seed = parsed.GetValue(seed),
                    OrgFile = SimulatorArguments.OrgFile(session, parsed.GetValue(org)),
                    EnableControl = parsed.GetValue(control),
                    StorePath = parsed.GetValue(store) is { } file ? session.FullPath(file) : null,
                    Https = parsed.GetValue(https) is not null,
                },
                parsed.GetValue(https) is { } trusted ? session.FullPath(trusted) : null,
                cancellationToken));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ExitCode> ServeAsync(CommandSession session, SimulatorOptions options, string? certificateFile, CancellationToken cancellationToken)
    {
        var simulator = await SimulatorArguments.StartAsync(options, cancellationToken).ConfigureAwait(false);
        await using var stopped = simulator.ConfigureAwait(false);
        var address = simulator.Address.ToString().TrimEnd('/');
        if (certificateFile is not null)
            await WriteCertificateAsync(simulator, certificateFile, cancellationToken).ConfigureAwait(false);
        session.Screen.Done($"an org with {Show.Count(simulator.CountRecords(simulator.SourceObject))} {simulator.SourceObject} records at {address}", 0);
        session.Screen.Pairs([("SF_CLIENT_ID", simulator.ClientId), ("SF_CLIENT_SECRET", simulator.ClientSecret)]);
        session.Screen.Text($"Connect: intagent connect salesforce --driver salesforce --set login_url={address}", 2, Tone.Dim);
        if (certificateFile is not null) session.Screen.Text($"Trust its certificate in Node.js clients: NODE_EXTRA_CA_CERTS={certificateFile}", 2, Tone.Dim);
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

    private static async Task WriteCertificateAsync(SalesforceSimulator simulator, string path, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, simulator.Certificate?.ExportCertificatePem() + "\n", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentException("E-SIM-HTTPS", $"The certificate cannot be written to {path}.", "Name a file in a folder that exists and can be written.", ExitCode.Usage, exception);
        }
    }
}
