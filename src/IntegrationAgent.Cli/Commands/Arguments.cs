using System.CommandLine;

namespace IntegrationAgent.Cli.Commands;

/// <summary>Arguments that several commands have.</summary>
internal static class Arguments
{
    public static Argument<string> Integration() => new("integration") { Description = "The integration's name: its folder under integrations/." };
}
