using System.CommandLine;
using System.Text.Json.Nodes;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Authoring.Model;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent prompt</c>: what a model is told.</summary>
internal static class PromptCommand
{
    public static Command Create(CommandRunner runner)
    {
        var file = new Argument<string?>("file") { Description = "One of system.md, tools.json, sheet.schema.json; without one all of them.", Arity = ArgumentArity.ZeroOrOne };
        var show = new Command("show", "Print the prompt, the tools and the sheet's schema as they are sent to a model.") { file };
        return new Command("prompt", "What a model is told.") { runner.Handle(show, (parsed, session, _) => ShowAsync(session, parsed.GetValue(file))) };
    }

    private static async Task<ExitCode> ShowAsync(CommandSession session, string? file)
    {
        var texts = new JsonObject();
        foreach (var name in file is null ? PromptLibrary.Names : [file])
        {
            var text = PromptLibrary.Read(name);
            texts[name] = text;
            if (session.Json)
                continue;
            if (file is null)
                session.Screen.Text($"── {name}", 0, Tone.Dim);
            // As it is sent: not wrapped.
            await session.Output.WriteAsync(text.TrimEnd() + "\n").ConfigureAwait(false);
        }

        session.Screen.Text(file is null ? $"── digest {PromptLibrary.Digest}" : "", 0, Tone.Dim);
        session.Result["digest"] = PromptLibrary.Digest;
        session.Result["files"] = texts;
        return ExitCode.Ok;
    }
}
