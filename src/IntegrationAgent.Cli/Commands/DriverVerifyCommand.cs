using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Packages.Verification;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Cli.Views;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent driver verify</c>: a package before it is published, or the drivers of a workspace.</summary>
internal static class DriverVerifyCommand
{
    private static readonly TimeSpan RerunLimit = TimeSpan.FromMinutes(10);

    public static Command Create(CommandRunner runner)
    {
        var package = new Argument<string?>("package")
        {
            Description = "A .nupkg to check without loading anything of it; nothing checks the stored files of this workspace against the lock.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var feed = new Option<string[]>("--feed") { Description = "A feed in which what the package needs is looked up: an address or a folder. Can be repeated.", HelpName = "FEED" };
        var rerun = new Option<bool>("--rerun") { Description = "Also run the conformance kit on the package again and compare with its author's claim. This runs the author's code." };
        var project = new Option<string?>("--project") { Description = "The author's conformance project, or its built .dll, for --rerun.", HelpName = "PATH" };
        return runner.Handle(new Command("verify", "Check a driver's package, or hash every stored file of this workspace again.") { package, feed, rerun, project }, (parsed, session, cancellationToken) =>
            parsed.GetValue(package) is { } file
                ? PackageAsync(session, file, parsed.GetValue(feed), parsed.GetValue(rerun), parsed.GetValue(project), cancellationToken)
                : StoreAsync(session, cancellationToken));
    }

    private static async Task<ExitCode> PackageAsync(CommandSession session, string file, string[]? feeds, bool rerun, string? project, CancellationToken cancellationToken)
    {
        var result = await DriverPackageVerifier.VerifyAsync(
            new VerifyPackageRequest { PackageFile = session.FullPath(file), Feeds = DriverWork.FeedsOutside(session, feeds) },
            cancellationToken).ConfigureAwait(false);
        if (rerun)
            result = result.With(await ConformanceRerun.RunAsync(session.FullPath(file), project is null ? session.FullPath(".") : session.FullPath(project), RerunLimit, cancellationToken).ConfigureAwait(false));
        VerificationView.Write(session.Screen, result);
        session.Result["verification"] = VerificationView.ToJson(result);
        if (result.Ok)
            return ExitCode.Ok;
        var problems = result.Checks.SelectMany(check => check.Problems).ToList();
        return session.Say(new Failure(problems[0].Code, problems[0].Cause + (problems.Count == 1 ? "" : $" And {Show.Count(problems.Count - 1, "other problem")}."), problems[0].NextAction, ExitCode.Findings));
    }

    private static async Task<ExitCode> StoreAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var verified = await DriverWork.Store(session).VerifyAsync(cancellationToken).ConfigureAwait(false);
        foreach (var driver in verified)
            session.Screen.Done($"{driver.PackageId} {driver.Version}: {Show.Count(driver.Files.Count)} files as installed", 0);
        session.Result["verified"] = CliJson.Array(verified.Select(driver => driver.PackageId));
        return ExitCode.Ok;
    }
}
