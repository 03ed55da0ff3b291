using System.Text.Json;

namespace IntegrationAgent.Agent.Authoring.Dialog;

/// <summary>Answers from a map of item to answer, so that a dialog needs nobody. The item is matched without case; <c>*</c> answers everything that has a default.</summary>
public sealed class AnswersDialog(IReadOnlyDictionary<string, string> answers) : IDialog
{
    private readonly Dictionary<string, string> answers = new(answers, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a JSON object whose properties are items and whose values are answers.</summary>
    /// <exception cref="AgentException"><c>E-AUT-ANSWERS</c>: the file is absent or is none.</exception>
    public static AnswersDialog FromFile(string path)
    {
        try
        {
            return new AnswersDialog(JsonSerializer.Deserialize(File.ReadAllText(path), AuthoringJson.Default.DictionaryStringString) ?? throw new JsonException("It is null."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new AgentException(
                "E-AUT-ANSWERS",
                $"{path} cannot be read as answers.",
                "Write a JSON object of item and answer, for example {\"field: how they got to us\": \"LeadSource\"}.",
                ExitCode.Usage,
                exception);
        }
    }

    /// <inheritdoc />
    public Task<string> AskAsync(Question question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (answers.TryGetValue(question.Item, out var answer))
            return Task.FromResult(answer);
        if (question.Default is not null && answers.TryGetValue("*", out var rest) && rest is "" or "default")
            return Task.FromResult("");
        throw new AgentException(
            "E-AUT-ANSWER-MISSING",
            $"The answers have none for '{question.Item}': {question.Text}",
            question.Choices.Count > 0
                ? $"Add it with one of: {string.Join(", ", question.Choices.Select(choice => choice.Value))}."
                : "Add it.",
            ExitCode.Usage);
    }
}
