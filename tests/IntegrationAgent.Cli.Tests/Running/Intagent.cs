using System.Diagnostics;
using System.Text.Json;

namespace IntegrationAgent.Cli.Tests.Running;

/// <summary>Runs the built command line as a process of its own, as a user does.</summary>
internal static class Intagent
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "intagent.dll");

    /// <summary>Runs one command to its end.</summary>
    public static async Task<Answer> RunAsync(string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? variables = null, string? input = null)
    {
        using var process = Start(folder, arguments, variables);
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Answer(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command that goes on until it is killed.</summary>
    public static Process Start(string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["NO_COLOR"] = "1";
        start.Environment["COLUMNS"] = "100";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}

/// <summary>What a command answered.</summary>
internal sealed record Answer(int ExitCode, string Output, string Error)
{
    /// <summary>The one JSON object on standard output.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Fails with everything that was said unless the exit code is the expected one.</summary>
    public Answer Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit {ExitCode} instead of {exitCode}\n{Error}\n{Output}");
        return this;
    }

    /// <summary>Fails unless standard error has the code, a cause and a next action, and no stack trace.</summary>
    public Answer ExpectError(int exitCode, string code)
    {
        Expect(exitCode);
        Assert.Matches($"(?m)^error {code}: .+$", Error);
        Assert.Matches("(?m)^next: .+$", Error);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return this;
    }
}
