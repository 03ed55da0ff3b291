using System.CommandLine;
using System.Text;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Cli.Views;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent dry-run</c>: real reads, captured writes, a plan.</summary>
internal static class DryRunCommand
{
    public static Command Create(CommandRunner runner)
    {
        var integration = Arguments.Integration();
        var html = new Option<string?>("--html") { Description = "Write the plan as an HTML page too.", HelpName = "FILE" };
        var markdown = new Option<string?>("--markdown") { Description = "Write the plan as Markdown too.", HelpName = "FILE" };
        var seed = new Option<long>("--seed") { Description = "Chooses the samples, and seeds the run.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var param = Arguments.Parameter("A parameter of the script; the plan names it, and the approval binds it.");
        var command = new Command("dry-run", "Show what a run would do, field by field. Nothing is written.") { integration, html, markdown, seed, param };
        return runner.Handle(command, async (parsed, session, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(integration);
            var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
            var plan = await service.DryRunAsync(name, parsed.GetValue(seed), null, ScriptParameters.Parse(parsed.GetValue(param) ?? []), cancellationToken).ConfigureAwait(false);
            PlanView.Write(session.Screen, plan);
            if (parsed.GetValue(html) is { } page)
                await WriteAsync(session, page, PlanHtml.Render($"Plan for {name}", PlanSections.Of(plan), $"plan {plan.Digest}"), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(markdown) is { } file)
                await WriteAsync(session, file, PlanMarkdown.Render(PlanSections.Of(plan)), cancellationToken).ConfigureAwait(false);
            session.Screen.Line();
            session.Screen.Text($"Approve it: intagent approve {name} --reason \"…\"", 2, Tone.Dim);
            session.Result["plan"] = CliJson.Node(plan);
            session.Result["digest"] = plan.Digest;
            session.Result["file"] = session.OpenWorkspace().Integration(name).Paths.Plan;
            return ExitCode.Ok;
        });
    }

    private static async Task WriteAsync(CommandSession session, string path, string text, CancellationToken cancellationToken)
    {
        var full = session.FullPath(path);
        await File.WriteAllTextAsync(full, session.Scrubber.Scrub(text), new UTF8Encoding(false), cancellationToken).ConfigureAwait(false);
        session.Screen.Done($"wrote {full}");
    }
}
