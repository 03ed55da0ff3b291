using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Authoring;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Cli.Views;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent ask</c>: the dialog that fills the requirements sheet and writes the script.</summary>
internal static class AskCommand
{
    public static Command Create(CommandRunner runner)
    {
        var request = new Argument<string>("request") { Description = "What should flow, in a sentence." };
        var answers = new Option<string?>("--answers") { Description = "A JSON object of item and answer, instead of a person; \"*\": \"default\" takes defaults.", HelpName = "FILE" };
        var name = new Option<string?>("--name") { Description = "The integration's name; by default it follows from the request.", HelpName = "NAME" };
        var best = new Option<bool>("--best") { Description = "Answer each question with the choice that discovery supports best." };
        var command = new Command("ask", "Say what should flow; answer what is open; get a script that passes its check.") { request, answers, name, best };
        return runner.Handle(command, async (parsed, session, cancellationToken) =>
        {
            var dialog = DialogOf(session, parsed.GetValue(answers), parsed.GetValue(best));
            var result = await Authors.AskAsync(
                session,
                new AuthoringRequest { Text = parsed.GetRequiredValue(request), Integration = parsed.GetValue(name), Owner = session.User },
                dialog,
                cancellationToken).ConfigureAwait(false);
            var sheet = result.Sheet;
            AuthoringView.WriteSheet(session.Screen, result);
            session.Screen.Heading("The script");
            session.Screen.Code(ScriptBindings.Body(result.Script));
            session.Screen.Line();
            session.Screen.Done($"wrote {session.OpenWorkspace().Integration(sheet.Integration).Paths.Script}; it passes its check", 0);
            session.Screen.Text($"See what it would do: intagent dry-run {sheet.Integration}", 2, Tone.Dim);
            session.Result["integration"] = sheet.Integration;
            session.Result["sheet"] = CliJson.Node(sheet);
            session.Result["scriptHash"] = result.ScriptHash;
            session.Result["defaults"] = CliJson.Array(result.Defaults);
            session.Result["cannot"] = CliJson.Array(result.SaidItCannot);
            return ExitCode.Ok;
        });
    }

    private static ShownDialog DialogOf(CommandSession session, string? answers, bool best)
    {
        if (answers is not null)
            return new ShownDialog(session.Screen, AnswersDialog.FromFile(session.FullPath(answers)), "from the answers");
        if (best)
            return new ShownDialog(session.Screen, new BestChoiceDialog(), "the choice that discovery supports best");
        return session.CanAsk
            ? new ShownDialog(session.Screen, new TerminalDialog(session), "")
            : new ShownDialog(session.Screen, new AnswersDialog(new Dictionary<string, string>()), "");
    }
}
