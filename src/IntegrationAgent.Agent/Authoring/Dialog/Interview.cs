using System.Globalization;
using IntegrationAgent.Agent.Requirements;

namespace IntegrationAgent.Agent.Authoring.Dialog;

/// <summary>Asks through a dialog, checks the answers and keeps them for the sheet. Not thread-safe: questions are asked one at a time.</summary>
internal sealed class Interview(IDialog dialog)
{
    private const int Attempts = 3;
    private readonly List<AnsweredQuestion> answered = [];

    public IReadOnlyList<AnsweredQuestion> Answered => answered;

    /// <summary>Asks until the answer is a choice or, where free text is allowed, passes <paramref name="accept"/>.</summary>
    /// <param name="question">The question.</param>
    /// <param name="accept">Makes the value of a free text, or null where it means nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string> AskAsync(Question question, Func<string, string?>? accept, CancellationToken cancellationToken)
    {
        var asked = question;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var text = (await dialog.AskAsync(asked, cancellationToken).ConfigureAwait(false) ?? "").Trim();
            if (ValueOf(question, text, accept) is { } value)
            {
                answered.Add(new AnsweredQuestion { Item = question.Item, Question = question.Text, Choices = [.. question.Choices.Select(choice => choice.Value)], Answer = value });
                return value;
            }

            var nearest = Validation.NearestNames.Of(text, question.Choices.Select(choice => choice.Value));
            var hint = nearest.Count > 0 ? $" Nearest: {string.Join(", ", nearest)}." : "";
            asked = question with { Notes = [.. question.Notes, $"'{ThirdParty.Short(text)}' is none of the choices.{hint}"] };
        }

        throw new AgentException(
            "E-AUT-ANSWER",
            $"There was no usable answer to: {question.Text}",
            question.Choices.Count > 0 ? $"Answer with one of: {string.Join(", ", question.Choices.Select(choice => choice.Value))}." : "Name something that discovery lists.",
            ExitCode.Usage);
    }

    private static string? ValueOf(Question question, string text, Func<string, string?>? accept)
    {
        if (text.Length == 0)
            return question.Default;
        var chosen = question.Choices.FirstOrDefault(choice => string.Equals(choice.Value, text, StringComparison.Ordinal))
            ?? question.Choices.FirstOrDefault(choice => string.Equals(choice.Value, text, StringComparison.OrdinalIgnoreCase))
            ?? question.Choices.FirstOrDefault(choice => string.Equals(choice.Label, text, StringComparison.OrdinalIgnoreCase));
        if (chosen is not null)
            return chosen.Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= question.Choices.Count)
            return question.Choices[number - 1].Value;
        return question.AllowFreeText && accept is not null ? accept(text) : null;
    }
}
