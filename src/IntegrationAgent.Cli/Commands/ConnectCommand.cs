using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.SignIn;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent connect</c>: names a system, with the settings that its driver's manifest declares, and proves that it can be reached.</summary>
internal static class ConnectCommand
{
    public static Command Create(CommandRunner runner)
    {
        var name = new Argument<string>("name") { Description = "The name that scripts use, such as salesforce or warehouse." };
        var driver = new Option<string>("--driver") { Description = "The driver's id.", HelpName = "ID", Required = true };
        var set = new Option<string[]>("--set") { Description = "A setting as key=value. Can be repeated.", HelpName = "KEY=VALUE" };
        var writeEnv = new Option<bool>("--write-env") { Description = "Append missing credentials to .env: asked for on a terminal, else read as NAME=value lines from standard input." };
        var noCheck = new Option<bool>("--no-check") { Description = "Do not connect now." };
        var signIn = new Option<bool>("--sign-in") { Description = "Sign in with a browser, where the driver declares how; the token is kept sealed. Prints the address, and opens it where there is a display." };
        var port = new Option<int>("--port") { Description = "The port of this machine to which the browser is sent back, as http://localhost:N/OauthRedirect; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => new SignInOptions().Port };
        var timeout = new Option<int>("--timeout") { Description = "How many seconds the sign-in may take.", HelpName = "SECONDS", DefaultValueFactory = _ => (int)new SignInOptions().TimeLimit.TotalSeconds };
        var command = new Command("connect", "Define a connection. No credential is written to the workspace, but to .env with --write-env.") { name, driver, set, writeEnv, noCheck, signIn, port, timeout };
        return runner.Handle(command, async (parsed, session, cancellationToken) =>
        {
            var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
            var installed = host.Drivers.Get(parsed.GetRequiredValue(driver));
            var definition = new ConnectionDefinition
            {
                Name = parsed.GetRequiredValue(name),
                DriverId = installed.DriverId,
                Settings = Settings(session, installed.Manifest, host.Connections.Find(parsed.GetRequiredValue(name)), parsed.GetValue(set) ?? []),
            };
            host.Connections.Check(definition);
            var signsIn = parsed.GetValue(signIn);
            if (signsIn)
                SignInStep.Prepare(installed.Manifest, definition);
            var isSignedIn = signsIn || await host.IsSignedInAsync(definition.Name, cancellationToken).ConfigureAwait(false);
            var needed = Needed(installed.Manifest, definition, isSignedIn);
            if (parsed.GetValue(writeEnv))
                EnvFileWriter.Append(session, definition.Name, [.. needed.Where(one => !IsSet(host, definition, one))]);
            // Before it is saved: a connection that works is not changed by a sign-in that fails.
            if (signsIn)
                await SignInStep.RunAsync(session, host, definition, parsed.GetValue(port), parsed.GetValue(timeout), cancellationToken).ConfigureAwait(false);
            await host.SaveConnectionAsync(definition, cancellationToken).ConfigureAwait(false);
            session.Screen.Done($"defined the connection {definition.Name} ({installed.Manifest.DisplayName})", 0);
            session.Screen.Pairs(definition.Settings.Select(setting => (setting.Key, setting.Value)));
            session.Result["connection"] = CliJson.Node(definition);
            if (!parsed.GetValue(noCheck))
                await CheckAsync(session, definition, needed, cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
    }

    /// <summary>The credentials of the method that the connection uses, without the one that a sign-in has got.</summary>
    internal static IReadOnlyList<ManifestCredential> Needed(DriverManifest manifest, ConnectionDefinition definition, bool isSignedIn = false)
    {
        var method = definition.Settings.GetValueOrDefault("auth")
            ?? manifest.Settings.FirstOrDefault(setting => setting.Name == "auth")?.Default
            ?? (manifest.Auth is [var first, ..] ? first.Name : null);
        var got = isSignedIn ? manifest.Auth.FirstOrDefault(auth => auth.Name == method)?.SignIn?.Token : null;
        return [.. manifest.Credentials.Where(credential => credential.Required && credential.Name != got && (method is null || credential.AuthMethods.Count == 0 || credential.AuthMethods.Contains(method, StringComparer.Ordinal)))];
    }

    /// <summary>One that is not secret is not taught to the scrubber, which would hide it in an address to open.</summary>
    private static bool IsSet(AgentHost host, ConnectionDefinition definition, ManifestCredential credential) => credential.Secret
        ? host.Secrets.Find(definition.Name, credential.Name) is not null
        : host.Secrets.FindSetting(definition.Name, credential.Name) is not null;

    private static async Task CheckAsync(CommandSession session, ConnectionDefinition definition, IReadOnlyList<ManifestCredential> needed, CancellationToken cancellationToken)
    {
        var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
        foreach (var credential in needed)
        {
            var variable = $"{SecretSource.Prefix(definition.Name)}__{credential.Name}";
            if (host.Secrets.Find(definition.Name, credential.Name) is { } found)
                session.Screen.Done($"{found.Name} is set");
            else
                session.Screen.Failed($"{variable} (or {credential.Name}) is set nowhere: {credential.Description}");
        }

        var connection = await host.ConnectAsync(definition.Name, cancellationToken).ConfigureAwait(false);
        var identity = connection.Identity;
        session.Screen.Done($"connected to {identity.System} as {identity.Identity}");
        session.Screen.Pairs([("host", identity.Host), ("version", identity.ApiVersion), ("scopes", string.Join(", ", identity.Scopes)), ("isolation", connection.Isolation.ToString())], 4);
        session.Result["identity"] = CliJson.Node(identity);
        session.Result["isolation"] = CliJson.Node(connection.Isolation);
    }

    private static SortedDictionary<string, string> Settings(CommandSession session, DriverManifest manifest, ConnectionDefinition? present, IReadOnlyList<string> given)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in present?.DriverId == manifest.Id ? present.Settings : new Dictionary<string, string>())
            settings[key] = value;
        foreach (var pair in given)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new AgentException("E-CLI-USAGE", $"'{VisibleKey(pair)}' is no key=value.", "Write --set key=value.", ExitCode.Usage);
            var key = pair[..at];
            if (manifest.Settings.All(setting => setting.Name != key))
            {
                throw new AgentException(
                    "E-CON-SETTING",
                    $"The driver '{manifest.Id}' has no setting '{key}'.",
                    manifest.Settings.Count == 0 ? "It has none." : $"Use one of: {string.Join(", ", manifest.Settings.Select(setting => setting.Name))}.",
                    ExitCode.Usage);
            }

            settings[key] = pair[(at + 1)..];
        }

        foreach (var setting in manifest.Settings.Where(setting => setting.Required && setting.Default is null && !settings.ContainsKey(setting.Name)))
        {
            if (!session.CanAsk)
                throw new AgentException("E-CON-SETTING", $"The driver '{manifest.Id}' needs the setting '{setting.Name}': {setting.Description}", $"Add --set {setting.Name}=…", ExitCode.Usage);
            settings[setting.Name] = TerminalInput.Ask(session, $"{setting.Name} ({setting.Description})");
        }

        return settings;
    }

    private static string VisibleKey(string pair) => pair.Length > 40 ? pair[..40] + "…" : pair;
}
