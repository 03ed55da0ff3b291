using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.SignIn;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Commands;

/// <summary>The sign-in of <c>intagent connect --sign-in</c>.</summary>
internal static class SignInStep
{
    private const int HighestPort = 65_535;
    private const int LongestTimeout = 3_600;
    private const string Auth = "auth";

    /// <summary>A connection that a person signs in for uses the method that the sign-in is for.</summary>
    public static void Prepare(DriverManifest manifest, ConnectionDefinition definition)
    {
        if (manifest.Auth.FirstOrDefault(auth => auth.SignIn is not null) is { } method && manifest.Settings.Any(setting => setting.Name == Auth))
            definition.Settings = new SortedDictionary<string, string>(definition.Settings.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal) { [Auth] = method.Name };
    }

    public static async Task RunAsync(CommandSession session, AgentHost host, ConnectionDefinition definition, int port, int timeout, CancellationToken cancellationToken)
    {
        if (port is < 0 or > HighestPort || timeout is < 1 or > LongestTimeout)
            throw new AgentException("E-CLI-USAGE", "A port is a number from 0 to 65535, and a timeout one of seconds from 1 to 3600.", "Correct --port or --timeout.", ExitCode.Usage);
        await host.SignInAsync(definition, new SignInOptions { Port = port, TimeLimit = TimeSpan.FromSeconds(timeout) }, address => ShowAddress(session, address), cancellationToken).ConfigureAwait(false);
        session.Screen.Done("signed in", 0);
        session.Result["signedIn"] = true;
    }

    /// <summary>On a line of its own and never wrapped, so that it can be copied; with <c>--json</c> on standard error.</summary>
    private static void ShowAddress(CommandSession session, Uri address)
    {
        var opened = Browser.TryOpen(session.Environment, address);
        session.Screen.Text(opened ? "Sign in with the browser that has opened, or open:" : "Sign in: open this address in a browser on this machine.");
        var writer = session.Json ? session.Environment.Error : session.Output;
        writer.WriteLine(address.AbsoluteUri);
        writer.Flush();
        session.Output.Flush();
    }
}
