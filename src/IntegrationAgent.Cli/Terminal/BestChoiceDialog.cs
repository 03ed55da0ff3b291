using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Authoring.Dialog;

namespace IntegrationAgent.Cli.Terminal;

/// <summary>
/// Answers with the choice that discovery supports best: the default where there is one, else the one whose profile says that most records have a value, else
/// the first, for choices come best first.
/// </summary>
internal sealed class BestChoiceDialog : IDialog
{
    public Task<string> AskAsync(Question question, CancellationToken cancellationToken) => Task.FromResult(
        question.Default
        ?? question.Choices.MaxBy(choice => choice.Filled ?? -1)?.Value
        ?? throw new AgentException("E-AUT-ANSWER-MISSING", $"Nothing was found to choose from for: {question.Text}", "Answer it yourself on a terminal, or with --answers.", ExitCode.Usage));
}
