using System.Runtime.CompilerServices;

namespace IntegrationAgent.Cli;

internal static class Program
{
    /// <summary>Answers the version before anything else is loaded; everything else is a command.</summary>
    private static Task<int> Main(string[] args)
    {
        if (args is not ["--version"])
            return RunAsync(args);
        Console.Out.WriteLine(CliVersion.Text);
        return Task.FromResult(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int> RunAsync(string[] args) => App.CliApplication.RunAsync(args, App.CliEnvironment.OfProcess(), CancellationToken.None);
}
