using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Authoring.Dialog;

namespace IntegrationAgent.Cli.Terminal;

/// <summary>
/// Answers with the choice that discovery supports best: the default where there is one, else the one whose profile says that most records have a value, else
/// the first, for choices come best first.
/// </summary>
internal sealed partial class BestChoiceDialog : IDialog
{
    public Task<string> AskAsync(Question question, CancellationToken cancellationToken) => Task.FromResult(
        question.Default
        ?? question.Choices.MaxBy(Filled)?.Value
        ?? throw new AgentException("E-AUT-ANSWER-MISSING", $"Nothing was found to choose from for: {question.Text}", "Answer it yourself on a terminal, or with --answers.", ExitCode.Usage));

    private static int Filled(QuestionChoice choice) =>
        FilledShare().Match(choice.Detail) is { Success: true } share ? int.Parse(share.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : -1;

    [GeneratedRegex(@"^(\d{1,3}) ?% filled")]
    private static partial Regex FilledShare();
}
