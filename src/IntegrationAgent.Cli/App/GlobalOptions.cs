using System.CommandLine;

namespace IntegrationAgent.Cli.App;

/// <summary>The options that every command has.</summary>
internal static class GlobalOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Answer with one JSON object on standard output.", Recursive = true };

    public static Option<string?> Workspace { get; } = new("--workspace", "-w")
    {
        Description = "The workspace's folder; by default the nearest one above the current folder.",
        HelpName = "DIR",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Say more, with the stack trace of an unexpected error.", Recursive = true };

    public static void AddTo(Command root)
    {
        root.Add(Json);
        root.Add(Workspace);
        root.Add(Verbose);
    }
}
