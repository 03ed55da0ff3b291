using System.Diagnostics;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Templates.Tests;

/// <summary>The guide for driver authors, followed literally by the script that readers can run too.</summary>
public class GuideTests
{
    /// <summary>A command that does not end fails this test, not the whole build.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Every_command_of_the_guide_works_and_the_last_one_reads_rows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "not run: needs bash and the sandbox of Linux");
        var folder = Directory.CreateTempSubdirectory("intagent-guide-");
        try
        {
            var output = await RunAsync(folder.FullName);

            Assert.Contains("250 records looked at", output.Expect(0).Text, StringComparison.Ordinal);
            Assert.Matches(@"template to green conformance: \d+\.\d{3} s", output.Text);
        }
        finally
        {
            TemplateWorld.Delete(folder.FullName);
        }
    }

    private static async Task<Output> RunAsync(string folder)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(RepositoryRoot.Path, "samples", "ten-minute-driver", "run.sh"), folder },
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["INTAGENT_PACKAGES"] = "offline";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"A command of the guide did not end. What was said until then: {await output}{await error}");
        }

        return new Output(process.ExitCode, await output + await error);
    }
}
