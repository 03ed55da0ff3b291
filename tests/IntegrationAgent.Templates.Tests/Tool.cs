using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Templates.Tests;

/// <summary>Runs the SDK and the command line as a user does, as processes of their own.</summary>
internal static class Tool
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    public static string Intagent { get; } = Path.Combine(RepositoryRoot.Path, "src", "IntegrationAgent.Cli", "bin", Configuration, "net10.0", "intagent.dll");

    /// <summary>Runs dotnet to its end.</summary>
    public static async Task<Output> DotnetAsync(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        using var process = Start(folder, arguments, variables);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Output(process.ExitCode, await output + await error);
    }

    /// <summary>Starts dotnet and leaves it running.</summary>
    public static Process Start(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // What a build that runs these tests has set is not what a user's shell has.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name is "UPDATE_APPROVED" or "UPDATE_BASELINE").ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}

/// <summary>What a process said.</summary>
internal sealed record Output(int ExitCode, string Text)
{
    /// <summary>How many tests the summary of a test program counts; 0 where there is none.</summary>
    public int Tests => Regex.Match(Text, @"Total: (\d+),") is { Success: true } total ? int.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    /// <summary>Fails with everything that was said unless the exit code is the expected one.</summary>
    public Output Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit {ExitCode} instead of {exitCode}\n{Text}");
        return this;
    }
}
