using System.ComponentModel;
using System.Diagnostics;
using IntegrationAgent.Driver.Pack;

namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>
/// Runs the conformance kit on a packed driver again, in a process of its own, and holds what it finds against the author's claim.
/// The author's conformance project is needed for it, because only that knows a system to run against. It is the author's code, and it runs with the rights
/// of whoever asks for it: not in a jail, since it builds itself and starts systems.
/// </summary>
public static class ConformanceRerun
{
    private const string PackageVariable = "INTAGENT_CONFORMANCE_PACKAGE";
    private const string ResultsVariable = "INTAGENT_CONFORMANCE_RESULTS";

    /// <summary>Runs the project's checks and compares.</summary>
    /// <param name="packageFile">The packed driver.</param>
    /// <param name="project">The conformance project, its folder, or its built <c>.dll</c>.</param>
    /// <param name="limit">How long it may take; then it is ended.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>One finding for each check whose result is not the claimed one, and for what is missing.</returns>
    /// <exception cref="AgentException">E-VFY-RERUN: it could not be run, or it ran against another build of the driver; E-PKG codes for a package that cannot be read.</exception>
    public static async Task<VerificationCheck> RunAsync(string packageFile, string project, TimeSpan limit, CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory("intagent-rerun-").FullName;
        try
        {
            var package = await VerifiedPackage.OpenAsync(packageFile, Path.Combine(work, "package"), cancellationToken).ConfigureAwait(false);
            if (package.Carried is not [var (assembly, manifest)])
                throw VerificationErrors.Rerun("the package does not hold exactly one driver");

            var results = Path.Combine(work, "results");
            await StartAsync(project, packageFile, results, limit, cancellationToken).ConfigureAwait(false);
            var found = Path.Combine(results, "conformance.json");
            if (!File.Exists(found))
                throw VerificationErrors.Rerun("it ended without a result");

            var text = await File.ReadAllTextAsync(found, cancellationToken).ConfigureAwait(false);
            var differences = ClaimBinding.Compare(text, Path.GetFileName(assembly), await File.ReadAllBytesAsync(package.FullPath(assembly), cancellationToken).ConfigureAwait(false), manifest);
            if (differences.Count > 0)
                throw VerificationErrors.Rerun($"the project does not test what is packed ({string.Join("; ", differences)})");
            return Compare(ClaimReader.Read(package.Id, package.Folder), ClaimReader.Parse(package.Id, text));
        }
        finally
        {
            StoreFolder.Delete(work);
        }
    }

    internal static VerificationCheck Compare(ConformanceClaim? claimed, ConformanceClaim found)
    {
        var problems = new List<VerificationProblem>();
        foreach (var check in found.Checks)
        {
            var before = claimed?.Checks.FirstOrDefault(one => one.Id == check.Id)?.Outcome ?? "nothing";
            if (before != check.Outcome || check.Outcome == "failed")
                problems.Add(VerificationErrors.Rerun($"{check.Id} {check.Name}", before, check.Outcome, check.Message ?? ""));
        }

        foreach (var gone in (claimed?.Checks ?? []).Where(one => found.Checks.All(check => check.Id != one.Id)))
            problems.Add(VerificationErrors.Rerun($"{gone.Id} {gone.Name}", gone.Outcome, "nothing", "This kit does not have it."));
        return new VerificationCheck("rerun", found.Checks.Count, problems);
    }

    private static async Task StartAsync(string project, string packageFile, string results, TimeSpan limit, CancellationToken cancellationToken)
    {
        string[] arguments = project.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? ["exec", project, "-noLogo", "-noColor"]
            : ["run", "--project", project, "--", "-noLogo", "-noColor"];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment[PackageVariable] = packageFile;
        start.Environment[ResultsVariable] = results;
        start.Environment.Remove("UPDATE_BASELINE");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ended.CancelAfter(limit);
        try
        {
            using var process = Process.Start(start) ?? throw VerificationErrors.Rerun("dotnet did not start");
            process.StandardInput.Close();
            try
            {
                // What it says is the author's text and is not shown; it is read so that the process does not wait.
                await Task.WhenAll(
                    process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, ended.Token),
                    process.StandardError.BaseStream.CopyToAsync(Stream.Null, ended.Token),
                    process.WaitForExitAsync(ended.Token)).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                throw VerificationErrors.Rerun($"it did not end within {limit.TotalMinutes:0} minutes");
            }
        }
        catch (Win32Exception exception)
        {
            throw VerificationErrors.Rerun($"dotnet cannot be started ({exception.Message})");
        }
    }
}
