using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Workspaces;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>Makes the client of the model that a workspace chooses. Nothing else knows a provider. Keys come from the secret source only.</summary>
public static class ChatClientFactory
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    /// <summary>The client; the caller disposes it. Every call is bounded in time and size.</summary>
    /// <exception cref="AgentException"><c>E-MDL-PROVIDER</c>, <c>E-MDL-MODEL</c>, <c>E-MDL-KEY</c>, <c>E-MDL-ADDRESS</c>.</exception>
    public static IChatClient Create(ModelSettings settings, SecretSource secrets, SecretScrubber scrubber, TimeProvider timeProvider) =>
        Create(settings, secrets, scrubber, timeProvider, Timeout);

    internal static IChatClient Create(ModelSettings settings, SecretSource secrets, SecretScrubber scrubber, TimeProvider timeProvider, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(secrets);
        var provider = settings.Provider.ToLowerInvariant();
        if (provider is not ("anthropic" or "openai" or "ollama"))
            throw ModelErrors.Provider(settings.Provider);
        if (settings.Model.Length == 0)
            throw ModelErrors.Model(provider);
        var address = AddressOf(settings, provider);
        var http = new HttpClient(new ModelHttpHandler(scrubber, timeProvider, timeout, new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }))
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        switch (provider)
        {
            case "anthropic":
                return new AnthropicClient { ApiKey = Key("ANTHROPIC_API_KEY"), BaseUrl = address.ToString().TrimEnd('/'), HttpClient = http, MaxRetries = 0, Timeout = timeout }
                    .AsIChatClient(settings.Model, 8_192);
            case "openai":
                var options = new OpenAIClientOptions { Endpoint = address, Transport = new HttpClientPipelineTransport(http), RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = timeout };
                return new OpenAIClient(new ApiKeyCredential(Key("OPENAI_API_KEY")), options).GetChatClient(settings.Model).AsIChatClient();
            default:
                http.BaseAddress = address;
                return new OllamaApiClient(http, settings.Model);
        }

        string Key(string usual)
        {
            var variable = settings.ApiKeyVariable ?? usual;
            return secrets.Find(variable)?.Reveal() ?? throw ModelErrors.Key(variable);
        }
    }

    private static Uri AddressOf(ModelSettings settings, string provider)
    {
        var text = settings.BaseUrl ?? provider switch
        {
            "anthropic" => "https://api.anthropic.com",
            "openai" => "https://api.openai.com/v1",
            _ => "http://127.0.0.1:11434",
        };
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? address
            : throw ModelErrors.Address(settings.BaseUrl);
    }
}
