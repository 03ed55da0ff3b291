using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Cli.App;

namespace IntegrationAgent.Cli.Terminal;

/// <summary>Answers with what the person at the terminal types. The question has been shown.</summary>
internal sealed class TerminalDialog(CommandSession session) : IDialog
{
    public Task<string> AskAsync(Question question, CancellationToken cancellationToken)
    {
        var usual = question.Default is null ? "" : $" [{question.Default}]";
        return Task.FromResult(TerminalInput.Ask(session, $"  Number or name{(question.AllowFreeText ? ", or your own words" : "")}{usual}"));
    }
}
