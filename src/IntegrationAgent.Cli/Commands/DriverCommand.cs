using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Cli.Views;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent driver</c>: drivers as packages.</summary>
internal static class DriverCommand
{
    public static Command Create(CommandRunner runner) => new("driver", "Find, install, show and verify driver packages.")
    {
        Search(runner),
        Add(runner),
        List(runner),
        ShowOne(runner),
        Remove(runner),
        Restore(runner),
        DriverVerifyCommand.Create(runner),
        DriverCompatCommand.Create(runner),
    };

    private static Option<string[]> FeedOption() => new("--feed") { Description = "A feed instead of the workspace's: an address or a folder. Can be repeated.", HelpName = "FEED" };

    private static Command Search(CommandRunner runner)
    {
        var term = new Argument<string>("term") { Description = "A part of the id or description; nothing finds all.", DefaultValueFactory = _ => "" };
        var feed = FeedOption();
        return runner.Handle(new Command("search", "Look for driver packages in the feeds.") { term, feed }, async (parsed, session, cancellationToken) =>
        {
            var found = await DriverWork.Store(session).SearchAsync(parsed.GetValue(term) ?? "", DriverWork.Feeds(session, parsed.GetValue(feed)), prerelease: true, cancellationToken).ConfigureAwait(false);
            if (found.Count == 0)
                session.Screen.Text("No feed has such a driver.");
            else
                session.Screen.Table(["package", "version", "description"], found.Select(one => (IReadOnlyList<string>)[one.PackageId, one.Version, one.Description]));
            session.Result["drivers"] = CliJson.Array(found);
            return ExitCode.Ok;
        });
    }

    private static Command Add(CommandRunner runner)
    {
        var id = new Argument<string>("package") { Description = "The package's id, or the last part of it, such as sqlite." };
        var version = new Option<string?>("--version") { Description = "A version (1.2.0) or a range ([1.0,2.0)); by default the highest.", HelpName = "VERSION" };
        var feed = FeedOption();
        var accept = new Option<string[]>("--accept") { Description = "A capability that its code has and its manifest does not declare. Can be repeated.", HelpName = "CAPABILITY" };
        var unproven = new Option<string[]>("--unproven") { Description = "An ability of the driver to accept although no passing conformance claim covers it. Can be repeated.", HelpName = "CAPABILITY" };
        var signatures = new Option<SignaturePolicy?>("--signatures") { Description = "How signatures are treated instead of by the workspace's policy: require, warn or off." };
        return runner.Handle(new Command("add", "Install a driver with everything it stands on, and lock it.") { id, version, feed, accept, unproven, signatures }, async (parsed, session, cancellationToken) =>
        {
            var driver = await DriverWork.AddAsync(
                session,
                parsed.GetRequiredValue(id),
                parsed.GetValue(version),
                DriverWork.Feeds(session, parsed.GetValue(feed)),
                parsed.GetValue(accept) ?? [],
                parsed.GetValue(unproven) ?? [],
                parsed.GetValue(signatures) ?? session.OpenWorkspace().Configuration.Policy.Signatures,
                cancellationToken).ConfigureAwait(false);
            session.Screen.Done($"installed and locked {driver.PackageId} {driver.Version}", 0);
            DriverView.Write(session.Screen, driver);
            session.Result["driver"] = DriverView.ToJson(driver);
            return ExitCode.Ok;
        });
    }

    private static Command List(CommandRunner runner) =>
        runner.Handle(new Command("list", "The drivers of this workspace."), (_, session, _) =>
        {
            var drivers = DriverWork.Store(session).List();
            if (drivers.Count == 0)
                session.Screen.Text("No driver is installed. Look for one: intagent driver search");
            else
                session.Screen.Table(["driver", "package", "version", "sha512"], drivers.Select(driver => (IReadOnlyList<string>)[driver.DriverId, driver.PackageId, driver.Version, Show.Hash(driver.Sha512)]));
            session.Result["drivers"] = new System.Text.Json.Nodes.JsonArray([.. drivers.Select(DriverView.ToJson)]);
            return Task.FromResult(ExitCode.Ok);
        });

    private static Command ShowOne(CommandRunner runner)
    {
        var id = new Argument<string>("driver") { Description = "The driver's id or its package's." };
        return runner.Handle(new Command("show", "What a driver is, needs and can do, from its manifest. None of its code is loaded.") { id }, (parsed, session, _) =>
        {
            var driver = DriverWork.Store(session).Get(parsed.GetRequiredValue(id));
            DriverView.Write(session.Screen, driver);
            DriverManifestView.Write(session.Screen, driver.Manifest);
            session.Result["driver"] = DriverView.ToJson(driver);
            session.Result["manifest"] = System.Text.Json.Nodes.JsonNode.Parse(driver.ManifestJson);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static Command Remove(CommandRunner runner)
    {
        var id = new Argument<string>("driver") { Description = "The driver's id or its package's." };
        return runner.Handle(new Command("remove", "Take a driver out of the lock and the store.") { id }, async (parsed, session, cancellationToken) =>
        {
            await DriverWork.RemoveAsync(session, parsed.GetRequiredValue(id), cancellationToken).ConfigureAwait(false);
            session.Screen.Done($"removed {parsed.GetRequiredValue(id)}", 0);
            session.Result["removed"] = parsed.GetRequiredValue(id);
            return ExitCode.Ok;
        });
    }

    private static Command Restore(CommandRunner runner)
    {
        var feed = FeedOption();
        return runner.Handle(new Command("restore", "Fetch exactly what the lock names and the store lacks.") { feed }, async (parsed, session, cancellationToken) =>
        {
            var named = parsed.GetValue(feed) is { Length: > 0 } given ? DriverWork.Feeds(session, given) : null;
            var restored = await DriverWork.Store(session).RestoreAsync(named, cancellationToken).ConfigureAwait(false);
            session.Screen.Done(restored.Count == 0 ? "every locked driver is in the store" : $"fetched {string.Join(", ", restored.Select(driver => driver.PackageId))}", 0);
            session.Result["restored"] = new System.Text.Json.Nodes.JsonArray([.. restored.Select(DriverView.ToJson)]);
            return ExitCode.Ok;
        });
    }
}
