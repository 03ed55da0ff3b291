using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.SignIn;

/// <summary>One sign-in of a person with a browser: the authorization code of OAuth 2.0 with PKCE, back to this machine (RFC 8252).</summary>
internal sealed class BrowserSignIn : IDisposable
{
    private const string CallbackPath = "/OauthRedirect";
    private const int LongestAnswer = 64 * 1024;
    private static readonly TimeSpan TokenPatience = TimeSpan.FromSeconds(30);
    private readonly SignInPlan plan;
    private readonly SignInOptions options;
    private readonly SecretScrubber scrubber;
    private readonly TimeProvider time;
    private readonly Pkce pkce = new();
    private readonly LoopbackListener listener;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="AgentException"><c>E-SGN-PORT</c>.</exception>
    public BrowserSignIn(SignInPlan plan, SignInOptions options, SecretScrubber scrubber, TimeProvider time)
    {
        this.plan = plan;
        this.options = options;
        this.scrubber = scrubber;
        this.time = time;
        scrubber.Add("code verifier", pkce.Verifier);
        listener = LoopbackListener.Open(options.Port, CallbackPath);
    }

    /// <summary>Where the browser is sent back: by name, because systems compare the text with what was registered.</summary>
    private string Redirect => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{listener.Port}{CallbackPath}");

    /// <summary>What the person opens.</summary>
    public Uri Address
    {
        get
        {
            (string Name, string Value)[] parameters =
            [
                ("response_type", "code"), ("client_id", plan.ClientId), ("redirect_uri", Redirect), ("scope", string.Join(' ', plan.Method.Scopes)),
                ("state", pkce.State), ("code_challenge", pkce.Challenge), ("code_challenge_method", "S256"),
            ];
            var query = string.Join('&', parameters.Where(one => one.Value.Length > 0).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"));
            return new Uri(plan.AuthorizeUrl.AbsoluteUri + (plan.AuthorizeUrl.Query.Length > 0 ? "&" : "?") + query);
        }
    }

    /// <summary>Waits for the browser, and exchanges what it brings for a refresh token.</summary>
    /// <exception cref="AgentException"><c>E-SGN-…</c>.</exception>
    public async Task<Secret> CompleteAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        IReadOnlyDictionary<string, string> answer;
        try
        {
            answer = await listener.ReceiveAsync(Page, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw SignInErrors.Timeout(options.TimeLimit, listener.Port);
        }

        return await ExchangeAsync(CodeOf(answer), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => listener.Dispose();

    private string CodeOf(IReadOnlyDictionary<string, string> answer)
    {
        if (answer.GetValueOrDefault("code") is { Length: > 0 } given)
            scrubber.Add("authorization code", given);
        if (!pkce.IsState(answer.GetValueOrDefault("state")))
            throw SignInErrors.State();
        if (answer.GetValueOrDefault("error") is { } error)
            throw error == "access_denied" ? SignInErrors.Denied() : SignInErrors.Refused(error);
        return answer.GetValueOrDefault("code") is { Length: > 0 } code ? code : throw SignInErrors.Answer("no code");
    }

    private string Page(IReadOnlyDictionary<string, string> answer) =>
        pkce.IsState(answer.GetValueOrDefault("state")) && !answer.ContainsKey("error") && answer.ContainsKey("code")
            ? "You have signed in. Close this page and go on in the terminal."
            : "You have not signed in. The terminal says why.";

    private async Task<Secret> ExchangeAsync(string code, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = Redirect,
            ["client_id"] = plan.ClientId,
            ["code_verifier"] = pkce.Verifier,
        };
        if (plan.ClientSecret is { } secret)
            form["client_secret"] = secret.Reveal();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { MaxResponseContentBufferSize = LongestAnswer, Timeout = TokenPatience };
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using var response = await client.PostAsync(plan.TokenUrl, content, cancellationToken).ConfigureAwait(false);
            return Refresh(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), response.IsSuccessStatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw SignInErrors.Unreachable(plan.TokenUrl, exception);
        }
    }

    private Secret Refresh(byte[] body, bool success)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (!success)
                throw SignInErrors.Refused(Text(document.RootElement, "error") ?? "");
            if (Text(document.RootElement, "access_token") is { Length: > 0 } access)
                scrubber.Add("access token", access);
            if (Text(document.RootElement, "refresh_token") is not { Length: > 0 } refresh)
                throw SignInErrors.Answer("no refresh token");
            scrubber.Add("refresh token", refresh);
            return new Secret(refresh);
        }
        catch (JsonException)
        {
            throw success ? SignInErrors.Answer("another form than a token's") : SignInErrors.Refused("");
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
