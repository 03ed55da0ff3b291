using System.Diagnostics;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Chaos.Tests;

/// <summary>The sample that a person follows by hand, with fewer rows.</summary>
public sealed class KillAndResumeTests
{
    [Fact]
    public async Task The_sample_kills_a_run_three_times_and_finds_every_row_by_plain_sql()
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(RepositoryRoot.Path, "samples", "kill-and-resume", "run.sh"), "40000"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["INTAGENT_DLL"] = AgentProcess.Assembly;
        start.Environment["SEED"] = "1";
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var token = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(token), process.StandardError.ReadToEndAsync(token));
        await process.WaitForExitAsync(token);
        var said = await output;
        TestContext.Current.TestOutputHelper?.WriteLine(said);

        Assert.True(process.ExitCode == 0, await errors);
        Assert.Contains("killed with kill -9", said, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was lost, nothing is there twice.\n", said, StringComparison.Ordinal);
    }
}
