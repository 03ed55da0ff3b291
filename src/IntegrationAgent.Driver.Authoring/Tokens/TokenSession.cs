using System.Text.Json;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>
/// The token of one connection: got when first needed, renewed by one caller while the others wait, and, where refresh tokens rotate, written to the token store
/// before it is used and bought by one process at a time. Whoever loses the race takes what the winner wrote. Thread-safe.
/// </summary>
public sealed class TokenSession : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private readonly Lock gate = new();
    private readonly CancellationTokenSource lifetime = new();
    private readonly ITokenStore store;
    private readonly TimeProvider timeProvider;
    private readonly TokenSessionOptions options;
    private SessionToken? current;
    private Task<SessionToken>? pending;
    private bool disposed;

    /// <summary>Begins without a token.</summary>
    public TokenSession(ITokenStore store, TimeProvider timeProvider, TokenSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(options);
        this.store = store;
        this.timeProvider = timeProvider;
        this.options = options;
    }

    /// <summary>True when a refused token can be renewed.</summary>
    public bool CanRenew => options.CanRenew;

    /// <summary>The token that was got last; null before the first.</summary>
    public SessionToken? Current
    {
        get
        {
            lock (gate)
                return current;
        }
    }

    /// <summary>The current token; the first caller gets it, the others wait for it.</summary>
    public ValueTask<SessionToken> GetAsync(CancellationToken cancellationToken) => NextAsync(null, cancellationToken);

    /// <summary>A token other than the one that was refused. Callers that were refused with the same one share one renewal.</summary>
    public ValueTask<SessionToken> RenewAsync(SessionToken refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refused);
        return NextAsync(refused, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
                return;
            disposed = true;
        }

        lifetime.Cancel();
        lifetime.Dispose();
    }

    private ValueTask<SessionToken> NextAsync(SessionToken? refused, CancellationToken cancellationToken)
    {
        Task<SessionToken> task;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (current is not null && (refused is null || !Same(current, refused)))
                return ValueTask.FromResult(current);
            task = pending ??= Task.Run(() => RunAsync(refused), CancellationToken.None);
        }

        return new ValueTask<SessionToken>(task.WaitAsync(cancellationToken));
    }

    private async Task<SessionToken> RunAsync(SessionToken? refused)
    {
        try
        {
            var token = options.Rotates
                ? await BuyAsync(refused, lifetime.Token).ConfigureAwait(false)
                : await options.Acquire(refused, lifetime.Token).ConfigureAwait(false);
            lock (gate)
            {
                current = token;
                pending = null;
            }

            return token;
        }
        catch
        {
            lock (gate)
                pending = null;
            throw;
        }
    }

    private async ValueTask<SessionToken> BuyAsync(SessionToken? refused, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await store.GetAsync(options.Name, cancellationToken).ConfigureAwait(false);
            var entry = Read(stored);
            var known = ToToken(entry);
            if (known is not null && (refused is null || !Same(known, refused)))
                return known;
            var now = timeProvider.GetUtcNow();
            if (entry?.ClaimedUntil > now)
            {
                await Task.Delay(PollInterval, timeProvider, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var version = stored?.Version ?? 0;
            if (await WriteAsync(version, known, entry, now + options.ClaimTime, cancellationToken).ConfigureAwait(false))
                return await SpendAsync(version + 1, known ?? RefreshOnly(entry), entry, refused, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<SessionToken> SpendAsync(long version, SessionToken? known, TokenEntry? entry, SessionToken? refused, CancellationToken cancellationToken)
    {
        SessionToken bought;
        try
        {
            bought = await options.Acquire(known, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The claim is given back, so that others need not wait for its end.
            await WriteAsync(version, known, entry, null, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        bought = new SessionToken { Access = bought.Access, Refresh = bought.Refresh ?? known?.Refresh, Properties = bought.Properties };
        if (await WriteAsync(version, bought, null, null, CancellationToken.None).ConfigureAwait(false))
            return bought;

        // Our claim ran out and another process wrote: what it wrote is what the system knows last.
        var winner = ToToken(Read(await store.GetAsync(options.Name, cancellationToken).ConfigureAwait(false)));
        return winner is not null && (refused is null || !Same(winner, refused)) ? winner : bought;
    }

    private ValueTask<bool> WriteAsync(long version, SessionToken? token, TokenEntry? entry, DateTimeOffset? claimedUntil, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(
            new TokenEntry
            {
                Access = token?.Access.Reveal(),
                Refresh = token?.Refresh?.Reveal() ?? entry?.Refresh,
                Seed = options.Seed,
                ClaimedUntil = claimedUntil,
                Properties = token is null ? [] : new Dictionary<string, string>(token.Properties),
            },
            TokenJson.Default.TokenEntry);
        return store.CompareAndSwapAsync(options.Name, version, new Secret(text), cancellationToken);
    }

    private TokenEntry? Read(StoredToken? stored)
    {
        if (stored is null)
            return null;
        try
        {
            var entry = JsonSerializer.Deserialize(stored.Value.Reveal(), TokenJson.Default.TokenEntry);
            return entry is not null && string.Equals(entry.Seed, options.Seed, StringComparison.Ordinal) ? entry : null;
        }
        catch (JsonException)
        {
            // What another program wrote there is no token of ours; it is replaced.
            return null;
        }
    }

    private static SessionToken? ToToken(TokenEntry? entry) => string.IsNullOrEmpty(entry?.Access)
        ? null
        : new SessionToken { Access = new Secret(entry.Access), Refresh = entry.Refresh is null ? null : new Secret(entry.Refresh), Properties = entry.Properties };

    private static SessionToken? RefreshOnly(TokenEntry? entry) =>
        entry?.Refresh is null ? null : new SessionToken { Access = new Secret(""), Refresh = new Secret(entry.Refresh) };

    private static bool Same(SessionToken left, SessionToken right) =>
        ReferenceEquals(left, right) || string.Equals(left.Access.Reveal(), right.Access.Reveal(), StringComparison.Ordinal);
}
