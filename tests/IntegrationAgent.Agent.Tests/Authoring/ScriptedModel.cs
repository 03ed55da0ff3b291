using Microsoft.Extensions.AI;

namespace IntegrationAgent.Agent.Tests.Authoring;

/// <summary>A model that says what it was told to say and keeps everything that it was sent.</summary>
internal sealed class ScriptedModel(params ChatMessage[] answers) : IChatClient
{
    private readonly Queue<ChatMessage> answers = new(answers);

    public List<IReadOnlyList<ChatMessage>> Sent { get; } = [];

    public ChatOptions? Options { get; private set; }

    /// <summary>Every text of the last request.</summary>
    public string LastText => string.Join('\n', Sent[^1].SelectMany(message => message.Contents).Select(Agent.Authoring.Model.ModelCalls.TextOf));

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Sent.Add([.. messages]);
        Options = options;
        return Task.FromResult(new ChatResponse(answers.Count > 1 ? answers.Dequeue() : answers.Peek()) { ModelId = "scripted", Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10 } });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
