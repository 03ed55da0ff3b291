using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Workspaces;
using Microsoft.Extensions.AI;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>Calls the model within the budgets, and records each call in the audit: model, temperature, usage and digests, never the text.</summary>
internal sealed class ModelCalls(IChatClient client, ModelSettings settings, IAuditLog audit, SecretScrubber scrubber, string subject)
{
    public const int MaxCalls = 40;
    private int calls;
    private int looked;

    public long Tokens { get; private set; }

    public decimal Cost { get; private set; }

    public async Task<ChatResponse> AskAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        if (settings.MaxCost is not null && ModelPrices.Cost(settings.Provider, settings.Model, 0, 0) is null)
            throw ModelErrors.Price(settings.Model);
        if (++calls > MaxCalls)
            throw ModelErrors.Budget($"{MaxCalls} calls of the model");
        if (Tokens >= settings.MaxTokens)
            throw ModelErrors.Budget($"{settings.MaxTokens} tokens");
        if (settings.MaxCost is { } bound && Cost >= bound)
            throw ModelErrors.Budget($"{bound} US dollars");
        var sent = messages.Select(Scrubbed).ToList();
        await RecordEchoAsync(messages, cancellationToken).ConfigureAwait(false);
        var pair = await audit.IntendAsync(
            new AuditEvent { Type = AuditEventTypes.ModelCall, Actor = "agent", Subject = subject, Data = Data("request", Digest(sent)) },
            cancellationToken).ConfigureAwait(false);
        try
        {
            var response = await client.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
            Count(sent, response);
            var data = Data("response", Digest(response.Messages));
            data["answered"] = response.ModelId ?? "";
            data["inputTokens"] = Number(response.Usage?.InputTokenCount);
            data["outputTokens"] = Number(response.Usage?.OutputTokenCount);
            data["tools"] = string.Join(',', response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => ThirdParty.Short(call.Name, 40)));
            await audit.CloseAsync(pair, AuditPhase.Done, data, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch (Exception exception)
        {
            var error = Explain(exception, cancellationToken);
            await audit.CloseAsync(pair, AuditPhase.Failed, new Dictionary<string, string> { ["code"] = (error as AgentException)?.Code ?? "" }, CancellationToken.None).ConfigureAwait(false);
            if (error is AgentException { Code: "E-MDL-SECRET" })
                await EchoAsync("request", refused: true, CancellationToken.None).ConfigureAwait(false);
            if (ReferenceEquals(error, exception))
                throw;
            throw error;
        }
    }

    /// <summary>A message stays in the conversation: a secret in it is recorded once.</summary>
    private async Task RecordEchoAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        for (; looked < messages.Count; looked++)
        {
            if (messages[looked].Contents.Any(content => scrubber.Contains(TextOf(content))))
                await EchoAsync(messages[looked].Role.Value, refused: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EchoAsync(string place, bool refused, CancellationToken cancellationToken) => await audit.AppendAsync(
        new AuditEvent
        {
            Type = AuditEventTypes.SecretEcho,
            Actor = "agent",
            Subject = subject,
            Phase = refused ? AuditPhase.Denied : AuditPhase.Done,
            Data = new Dictionary<string, string> { ["sink"] = "model", ["place"] = place, ["became"] = refused ? "nothing was sent" : "taken out" },
        },
        cancellationToken).ConfigureAwait(false);

    private Dictionary<string, string> Data(string name, string digest) => new()
    {
        ["provider"] = settings.Provider,
        ["model"] = settings.Model,
        ["temperature"] = settings.Temperature?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["prompts"] = PromptLibrary.Digest,
        [name] = digest,
    };

    private void Count(List<ChatMessage> sent, ChatResponse response)
    {
        // A server that does not count is counted for: four characters to a token.
        var input = response.Usage?.InputTokenCount ?? (sent.Sum(Length) / 4);
        var output = response.Usage?.OutputTokenCount ?? (response.Messages.Sum(Length) / 4);
        Tokens += Math.Max(0, input) + Math.Max(0, output);
        Cost += ModelPrices.Cost(settings.Provider, settings.Model, input, output) ?? 0;
    }

    private ChatMessage Scrubbed(ChatMessage message) => new(message.Role, [.. message.Contents.Select(Scrubbed)]);

    private AIContent Scrubbed(AIContent content) => content switch
    {
        TextContent text => new TextContent(scrubber.Scrub(text.Text)),
        FunctionResultContent result => new FunctionResultContent(result.CallId, scrubber.Scrub(result.Result as string ?? "")),
        FunctionCallContent call => new FunctionCallContent(call.CallId, call.Name, call.Arguments?.ToDictionary(pair => pair.Key, pair => pair.Value is null ? null : (object?)ScrubbedValue(pair.Value))),
        _ => content,
    };

    private object ScrubbedValue(object value)
    {
        var text = value is JsonElement element ? element.GetRawText() : value.ToString() ?? "";
        return scrubber.Contains(text) ? "[removed]" : value;
    }

    private static Exception Explain(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
            return exception;
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is AgentException known)
                return known;
        }

        return exception is OperationCanceledException or TimeoutException ? ModelErrors.Timeout() : ModelErrors.Broken(exception);
    }

    private static string Digest(IEnumerable<ChatMessage> messages)
    {
        var text = new StringBuilder();
        foreach (var content in messages.SelectMany(message => message.Contents.Select(content => (message.Role, content))))
            text.Append(content.Role.Value).Append('\n').Append(TextOf(content.content)).Append('\n');
        return CanonicalJson.Hash(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static long Length(ChatMessage message) => message.Contents.Sum(content => (long)TextOf(content).Length);

    internal static string TextOf(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionResultContent result => result.Result as string ?? "",
        FunctionCallContent call => call.Name + " " + string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).Select(pair => $"{pair.Key}={pair.Value}")),
        _ => "",
    };

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
