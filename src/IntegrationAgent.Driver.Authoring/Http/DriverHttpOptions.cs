namespace IntegrationAgent.Driver.Authoring;

/// <summary>How a pipeline behaves.</summary>
public sealed class DriverHttpOptions
{
    /// <summary>What relative addresses are relative to; null where all are absolute.</summary>
    /// <value>Default: null.</value>
    public Uri? BaseAddress { get; set; }

    /// <summary>The connection's shared budget.</summary>
    public required RateBudget Budget { get; set; }

    /// <summary>Where tokens come from; null for requests without.</summary>
    /// <value>Default: null.</value>
    public TokenSession? Tokens { get; set; }

    /// <summary>Puts a token into a request.</summary>
    /// <value>Default: an <c>Authorization: Bearer</c> header.</value>
    public Action<HttpRequestMessage, SessionToken> Authorize { get; set; } = static (request, token) =>
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token.Access.Reveal());

    /// <summary>What failed answers mean.</summary>
    /// <value>Default: by status alone.</value>
    public IHttpErrorMapper Errors { get; set; } = StatusErrorMapper.Instance;

    /// <summary>Sees every answer, for example to read the remaining quota from its headers; null for nothing. Must not touch the content.</summary>
    /// <value>Default: null.</value>
    public Action<HttpResponseMessage>? OnResponse { get; set; }

    /// <summary>How long one attempt may take until its headers are there.</summary>
    /// <value>Default: 2 minutes.</value>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a body may send nothing.</summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a call is repeated, besides the first attempt; 0 for never.</summary>
    /// <value>Default: 4.</value>
    public int MaxRetries { get; set; } = 4;

    /// <summary>The first back-off; each further one is twice as long, with jitter.</summary>
    /// <value>Default: 500 milliseconds.</value>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest back-off. A system that asks to wait longer is not asked again: the error says how long.</summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(1);
}
