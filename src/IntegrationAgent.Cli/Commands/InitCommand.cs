using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Cli.App;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent init</c>: makes a workspace, or writes back what is missing of one.</summary>
internal static class InitCommand
{
    public static Command Create(CommandRunner runner)
    {
        var folder = new Argument<string?>("folder") { Description = "Where; by default the folder of --workspace, or the current one.", Arity = ArgumentArity.ZeroOrOne };
        var repair = new Option<bool>("--repair") { Description = "Write back what is missing of a workspace and can be made anew." };
        var name = new Option<string?>("--name") { Description = "The workspace's name; by default the folder's.", HelpName = "NAME" };
        var single = new Option<bool>("--single-user") { Description = "Let a person approve what the same person asked for. Every report says so." };
        var feeds = new Option<string[]>("--feed") { Description = "A NuGet feed for drivers: an address or a folder. Can be repeated.", HelpName = "FEED" };
        var command = new Command("init", "Make a workspace: configuration, lock file, folders.") { folder, repair, name, single, feeds };
        return runner.Handle(command, (parsed, session, _) =>
        {
            var path = parsed.GetValue(folder) is { } given ? session.FullPath(given) : parsed.GetValue(GlobalOptions.Workspace) is { } option ? session.FullPath(option) : session.Environment.CurrentFolder;
            return Task.FromResult(parsed.GetValue(repair)
                ? Repair(session, path)
                : Make(session, path, parsed.GetValue(name), parsed.GetValue(single), parsed.GetValue(feeds) ?? []));
        });
    }

    /// <summary>The feeds of a new workspace: those that are named, else the one that this checkout's build made, else nuget.org.</summary>
    public static IReadOnlyList<string> Feeds(IReadOnlyList<string> named, CommandSession session)
    {
        if (named.Count > 0)
            return [.. named.Select(feed => feed.Contains("://", StringComparison.Ordinal) ? feed : session.FullPath(feed))];
        try
        {
            return [LocalFeed.Find().Folder];
        }
        catch (AgentException)
        {
            return ["https://api.nuget.org/v3/index.json"];
        }
    }

    private static ExitCode Make(CommandSession session, string path, string? name, bool singleUser, IReadOnlyList<string> feeds)
    {
        var workspace = Workspace.Create(
            path,
            new WorkspaceConfiguration
            {
                Name = name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)),
                Policy = new WorkspacePolicy { SingleUser = singleUser },
                Feeds = Feeds(feeds, session),
            });
        session.Screen.Done($"made the workspace {workspace.Paths.Root}", 0);
        session.Screen.Pairs(
        [
            ("feeds", string.Join(", ", workspace.Configuration.Feeds)),
            ("policy", singleUser ? "single user: whoever asks may approve" : "requester and approver are different persons"),
            ("next", "intagent driver add <package>, then intagent connect <name> --driver <id>"),
        ]);
        session.Result["workspace"] = workspace.Paths.Root;
        session.Result["feeds"] = CliJson.Array(workspace.Configuration.Feeds);
        session.Result["singleUser"] = singleUser;
        return ExitCode.Ok;
    }

    private static ExitCode Repair(CommandSession session, string path)
    {
        var (workspace, repaired) = Workspace.Repair(path);
        session.Screen.Done(repaired.Count == 0 ? $"{workspace.Paths.Root} is whole" : $"wrote back {string.Join(", ", repaired)} in {workspace.Paths.Root}", 0);
        session.Result["workspace"] = workspace.Paths.Root;
        session.Result["repaired"] = CliJson.Array(repaired);
        return ExitCode.Ok;
    }
}
