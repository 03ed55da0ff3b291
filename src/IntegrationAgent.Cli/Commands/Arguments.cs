using System.CommandLine;

namespace IntegrationAgent.Cli.Commands;

/// <summary>Arguments that several commands have.</summary>
internal static class Arguments
{
    public static Argument<string> Integration() => new("integration") { Description = "The integration's name: its folder under integrations/." };

    public static Option<string[]> Parameter(string description) => new("--param") { Description = description + " Can be repeated.", HelpName = "NAME=VALUE" };
}
