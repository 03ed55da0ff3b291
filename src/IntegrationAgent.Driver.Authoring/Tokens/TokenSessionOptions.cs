namespace IntegrationAgent.Driver.Authoring;

/// <summary>How a session gets its tokens.</summary>
public sealed class TokenSessionOptions
{
    /// <summary>The name of the entry in the token store.</summary>
    public required string Name { get; set; }

    /// <summary>
    /// Gets a new token. The argument is the last one known, whose refresh token may be spent exactly once; null at the beginning. Not cancelled by callers:
    /// a token that was bought must be kept.
    /// </summary>
    public required Func<SessionToken?, CancellationToken, ValueTask<SessionToken>> Acquire { get; set; }

    /// <summary>False for a token that the user gives and that cannot be renewed.</summary>
    /// <value>Default: true.</value>
    public bool CanRenew { get; set; } = true;

    /// <summary>
    /// True where a refresh token may rotate: then tokens are kept in the store, written before they are used, and bought by one process at a time.
    /// </summary>
    /// <value>Default: false, tokens are kept in memory only.</value>
    public bool Rotates { get; set; }

    /// <summary>A fingerprint of the user's own credential. Stored tokens that came from another one are not used.</summary>
    /// <value>Default: empty.</value>
    public string Seed { get; set; } = "";

    /// <summary>How long a process that is buying a token is waited for.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan ClaimTime { get; set; } = TimeSpan.FromSeconds(30);
}
