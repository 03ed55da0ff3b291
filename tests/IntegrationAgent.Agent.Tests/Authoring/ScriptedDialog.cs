using IntegrationAgent.Agent.Authoring.Dialog;

namespace IntegrationAgent.Agent.Tests.Authoring;

/// <summary>Answers in order, keeps what was asked, and fails on a question that nobody expects.</summary>
internal sealed class ScriptedDialog(params string[] answers) : IDialog
{
    private readonly Queue<string> answers = new(answers);

    public List<Question> Asked { get; } = [];

    public Task<string> AskAsync(Question question, CancellationToken cancellationToken)
    {
        Asked.Add(question);
        return Task.FromResult(answers.Count > 0
            ? answers.Dequeue()
            : throw new InvalidOperationException($"Unexpected question: {question.Item}: {question.Text} [{string.Join("; ", question.Choices)}] {string.Join(" ", question.Notes)}"));
    }
}
