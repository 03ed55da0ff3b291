using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Cli.App;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent prompt</c>: what a model is told.</summary>
internal static class PromptCommand
{
    public static Command Create(CommandRunner runner) => new("prompt", "What a model is told.")
    {
        runner.Handle(new Command("show", "Print the system prompt and the tools as they are sent."), (_, session, _) => Task.FromResult(ExitCode.Ok)),
    };
}
