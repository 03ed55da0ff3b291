using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Compatibility;
using IntegrationAgent.Agent.Compatibility.Rendering;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Views;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent driver compat</c>: what a new version of a driver changes, on one page.</summary>
internal static class DriverCompatCommand
{
    public static Command Create(CommandRunner runner)
    {
        var old = new Argument<string>("old") { Description = "The version that is in use: a .nupkg, a .dll, or id@version from a feed." };
        var @new = new Argument<string>("new") { Description = "The version that would replace it, named in the same ways." };
        var feed = new Option<string[]>("--feed") { Description = "A feed for id@version and for what the driver needs: an address or a folder. Can be repeated.", HelpName = "FEED" };
        var markdown = new Option<string?>("--markdown") { Description = "Write the report as a page for reviewers; by default it is only shown.", HelpName = "FILE" };
        var sarif = new Option<string?>("--sarif") { Description = "Write the report as SARIF 2.1.0; by default it is not written.", HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "Write the report as JSON; by default it is not written.", HelpName = "FILE" };
        var noReplay = new Option<bool>("--no-replay") { Description = "Do not replay recorded exchanges; by default they are, in a sandbox." };
        return runner.Handle(
            new Command("compat", "What a new version of a driver changes, and whether its version says so.") { old, @new, feed, markdown, sarif, report, noReplay },
            async (parsed, session, cancellationToken) =>
            {
                var found = await DriverComparer.CompareAsync(
                    new CompatRequest
                    {
                        Old = parsed.GetRequiredValue(old),
                        New = parsed.GetRequiredValue(@new),
                        BaseFolder = session.Environment.CurrentFolder,
                        Feeds = DriverWork.FeedsOutside(session, parsed.GetValue(feed)),
                        Launcher = parsed.GetValue(noReplay) ? null : token => LauncherAsync(session, token),
                    },
                    cancellationToken).ConfigureAwait(false);
                Write(session, parsed.GetValue(markdown), () => CompatMarkdown.Render(found));
                Write(session, parsed.GetValue(sarif), () => CompatSarif.Render(found));
                Write(session, parsed.GetValue(report), () => CompatJson.Render(found));
                CompatView.Write(session.Screen, found);
                session.Result["report"] = CompatJson.ToJson(found);
                return found.Verdict.Enough ? ExitCode.Ok : session.Say(new Failure(
                    "E-CPT-STEP",
                    $"The version of {found.New.PackageId} {found.New.Version} does not say what it changes. {found.Verdict.Sentence}",
                    "Raise the version as far as the report says, or take back what breaks.",
                    ExitCode.Findings));
            });
    }

    private static async Task<DriverHostLauncher> LauncherAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var named = session.Environment.Variable("INTAGENT_SANDBOX") is { Length: > 0 } name ? name : SandboxSelector.Automatic;
        return new DriverHostLauncher(await new SandboxSelector().SelectAsync(named, cancellationToken).ConfigureAwait(false));
    }

    private static void Write(CommandSession session, string? path, Func<string> render)
    {
        if (path is null)
            return;
        var file = session.FullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, render());
        session.Screen.Done($"wrote {path}", 0);
    }
}
