using System.Text.Json;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>A connection to the reference system.</summary>
public sealed partial class ReferenceClient : IDriverClient, IRecordWriter, IChangeFeed, ISchemaEditor, IWriteProbe, INativeQuery, IBulkWriter
{
    private readonly DriverContext context;
    private readonly Defect defect;
    private readonly bool ownTransport;
    private readonly RateBudget budget;
    private readonly TokenSession? tokens;
    private readonly DriverHttp http;
    private readonly DriverHttp tokenHttp;
    private ObjectSchema? known;
    private bool broken;
    private long asked;
    private int disposed;

    internal ReferenceClient(string url, DriverContext context, Defect defect, bool ownTransport)
    {
        this.ownTransport = ownTransport;
        context = ownTransport ? PastTheKit(context) : context;
        this.context = context;
        this.defect = defect;
        var rules = RateBudget.RulesOf(typeof(ReferenceDriver));
        if (defect == Defect.IgnoresWindow)
            rules = [.. rules.Select(rule => new RateLimitRule { Name = rule.Name, Concurrency = rule.Concurrency })];
        budget = new RateBudget(ownTransport || defect is Defect.IgnoresBudget or Defect.HammersOn429 ? [] : rules, context.TimeProvider, context.Random, defect == Defect.WaitsForEver ? TimeSpan.FromDays(400) : null);
        tokens = new TokenSession(context.Tokens, context.TimeProvider, new TokenSessionOptions
        {
            Name = "session",
            Acquire = AcquireAsync,
            Rotates = true,
        });
        if (defect == Defect.FollowsRedirect)
            context = Following(context);
        tokenHttp = new DriverHttp(context, Options(url));
        var options = Options(url);
        options.Tokens = tokens;
        http = new DriverHttp(context, options);
    }

    public async Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken)
    {
        using var me = await GetAsync("/me", cancellationToken);
        return new ConnectionCheck
        {
            System = defect == Defect.ForgetsWho ? "" : me.RootElement.GetProperty("system").GetString()!,
            ApiVersion = me.RootElement.GetProperty("version").GetString()!,
            Identity = me.RootElement.GetProperty("user").GetString()!,
        };
    }

    public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken)
    {
        var status = budget.GetStatus();
        return ValueTask.FromResult(defect switch
        {
            Defect.MiscountsCalls => new RateLimitStatus { Quotas = status.Quotas, CallsMade = 1 },
            Defect.ForgetsRepeats => new RateLimitStatus { Quotas = status.Quotas, CallsMade = asked },
            _ => status,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            ObjectDisposedException.ThrowIf(defect == Defect.SecondDisposeThrows, this);
            return;
        }

        tokens?.Dispose();
        http.Dispose();
        tokenHttp.Dispose();
        await ValueTask.CompletedTask;
    }

    private DriverHttpOptions Options(string url) => new()
    {
        BaseAddress = new Uri(url),
        Budget = budget,
        Errors = new ReferenceErrors(defect),
        MaxRetries = defect == Defect.HammersOn429 ? 200 : ownTransport ? 1 : 4,
        BaseDelay = TimeSpan.FromMilliseconds(ownTransport || defect == Defect.HammersOn429 ? 1 : 500),
        MaxDelay = defect is Defect.WaitsForEver or Defect.SleepsOnQuota ? TimeSpan.FromDays(400) : TimeSpan.FromMinutes(1),
    };

    private async ValueTask<SessionToken> AcquireAsync(SessionToken? last, CancellationToken cancellationToken)
    {
        var id = await context.Credentials.GetAsync("REF_CLIENT_ID", cancellationToken);
        var secret = await context.Credentials.GetAsync("REF_CLIENT_SECRET", cancellationToken);
        if (defect == Defect.LogsSecret)
            context.Log.Write(DriverLogLevel.Debug, "login", $"client {id?.Reveal()} with {secret?.Reveal()}");
        if (defect == Defect.LogsBase64)
            context.Log.Write(DriverLogLevel.Debug, "login", "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{id?.Reveal()}:{secret?.Reveal()}")));
        var body = new Dictionary<string, string> { ["client_id"] = id?.Reveal() ?? "", ["client_secret"] = secret?.Reveal() ?? "" };
        if (last?.Refresh is { } refresh)
            body["refresh_token"] = defect == Defect.LosesRotation && firstRefresh is not null ? firstRefresh : refresh.Reveal();
        using var answer = await SendAsync(tokenHttp, HttpMethod.Post, "/token", body, CallIdempotency.Idempotent, cancellationToken);
        firstRefresh ??= answer.RootElement.GetProperty("refresh_token").GetString();
        return new SessionToken
        {
            Access = new Secret(answer.RootElement.GetProperty("access_token").GetString()!),
            Refresh = new Secret(answer.RootElement.GetProperty("refresh_token").GetString()!),
        };
    }

    private string? firstRefresh;

    private Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(http, HttpMethod.Get, path, null, CallIdempotency.ReadOnly, cancellationToken);

    /// <summary>One call, and its answer as JSON; with the mistakes that one can make here.</summary>
    private async Task<JsonDocument> SendAsync(DriverHttp sender, HttpMethod method, string path, object? body, CallIdempotency idempotency, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asked);
        if (defect == Defect.LogsSentences)
            context.Log.Write(DriverLogLevel.Debug, $"Called {path}", "a call");
        if (broken)
            throw new DriverException(DriverErrorCode.ConnectionFailed, "The connection was lost. Connect again.");
        var wanted = !cancellationToken.IsCancellationRequested;
        if (defect == Defect.DeafInCalls)
            cancellationToken.ThrowIfCancellationRequested();
        if (defect is Defect.IgnoresCancellation or Defect.DeafInCalls)
            cancellationToken = CancellationToken.None;
        if (defect == Defect.RefreshesEach && sender == http)
            await AcquireAsync(null, cancellationToken);
        using var activity = Trace(path);
        try
        {
            return await sender.SendAsync(
                () => Request(method, path, body, idempotency),
                async (response, stream, token) => await ParseAsync(response, stream, token),
                cancellationToken);
        }
        catch (OperationCanceledException) when (defect == Defect.CancelsLate && wanted)
        {
            // One more call, to tidy up.
            return await sender.SendAsync(() => Request(HttpMethod.Get, "/me", null, CallIdempotency.ReadOnly), async (response, stream, token) => await ParseAsync(response, stream, token), CancellationToken.None);
        }
        catch (OperationCanceledException) when (defect == Defect.ConvertsCancellation)
        {
            throw new DriverException(DriverErrorCode.Timeout, "The call was given up.");
        }
        catch (DriverException exception) when (defect == Defect.TimeoutIsCancellation && exception.Code == DriverErrorCode.Timeout)
        {
            throw new OperationCanceledException();
        }
        catch (DriverException) when (defect == Defect.StaysBroken && sender == http)
        {
            broken = true;
            throw;
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, object? body, CallIdempotency idempotency)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)).With(CallOptions.Idempotency, idempotency);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
        return request;
    }

    private async ValueTask<JsonDocument> ParseAsync(HttpResponseMessage response, Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            var document = await JsonDocument.ParseAsync(stream, default, cancellationToken);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("code", out var code) && defect != Defect.GarbageIsEmpty)
            {
                var text = JsonSerializer.SerializeToUtf8Bytes(new { code = code.GetString() });
                throw new ReferenceErrors(defect).Map(response, text, context.TimeProvider.GetUtcNow()).Error;
            }

            return document;
        }
        catch (JsonException) when (defect == Defect.GarbageIsEmpty)
        {
            return JsonDocument.Parse("{}");
        }
        catch (JsonException) when (defect != Defect.ThrowsRaw)
        {
            throw Unexpected();
        }
    }

    private static DriverException Unexpected() =>
        new(DriverErrorCode.Unavailable, "The system answered with something else than a result. Try again later.") { Retry = RetryAdvice.After };

    private System.Diagnostics.Activity? Trace(string path)
    {
        if (defect != Defect.TracesSecret)
            return null;
        var activity = Source.StartActivity("call");
        activity?.SetTag("path", path);
        activity?.SetTag("token", tokens?.Current?.Access.Reveal());
        return activity;
    }

    private static DriverContext Following(DriverContext context) => new()
    {
        Credentials = context.Credentials,
        Tokens = context.Tokens,
        TimeProvider = context.TimeProvider,
        Random = context.Random,
        Log = context.Log,
        CreateHttpHandler = () => new RedirectHandler { InnerHandler = context.CreateHttpHandler() },
    };

    /// <summary>What a driver has that does not speak HTTP: a transport that the kit cannot reach, and so the clock of the machine.</summary>
    private static DriverContext PastTheKit(DriverContext context) => new()
    {
        Credentials = context.Credentials,
        Tokens = context.Tokens,
        TimeProvider = TimeProvider.System,
        Random = context.Random,
        Log = context.Log,
    };

    private sealed class RedirectHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.Location is { } elsewhere)
                return await base.SendAsync(new HttpRequestMessage(HttpMethod.Get, elsewhere), cancellationToken);
            return response;
        }
    }

    private static readonly System.Diagnostics.ActivitySource Source = new("Reference.Driver");
}
