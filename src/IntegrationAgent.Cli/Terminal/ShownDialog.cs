using System.Globalization;
using IntegrationAgent.Agent.Authoring.Dialog;

namespace IntegrationAgent.Cli.Terminal;

/// <summary>Shows each question with its choices, and what another dialog answers.</summary>
internal sealed class ShownDialog(Screen screen, IDialog inner, string answerer) : IDialog
{
    private readonly List<(Question Question, string Answer)> asked = [];

    /// <summary>What was asked, with the answers.</summary>
    public IReadOnlyList<(Question Question, string Answer)> Asked => asked;

    public async Task<string> AskAsync(Question question, CancellationToken cancellationToken)
    {
        screen.Line();
        screen.Text("? " + question.Text, 2, Tone.Strong);
        screen.Table(
            ["#", "choice", "", ""],
            question.Choices.Select((choice, i) => (IReadOnlyList<string>)
            [
                (i + 1).ToString(CultureInfo.InvariantCulture), choice.Value, choice.Label == choice.Value ? "" : choice.Label, choice.Detail,
            ]),
            4);
        foreach (var note in question.Notes)
            screen.Note(note, 4);
        var answer = await inner.AskAsync(question, cancellationToken).ConfigureAwait(false);
        var shown = answer.Length == 0 ? question.Default ?? "" : answer;
        asked.Add((question, shown));
        if (answerer.Length > 0)
            screen.Text($"→ {shown}  ({answerer})", 4, Tone.Good);
        return answer;
    }
}
