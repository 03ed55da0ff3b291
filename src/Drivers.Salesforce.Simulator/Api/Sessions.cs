using System.Collections.Concurrent;
using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Access and refresh tokens. A refresh token that was already used revokes the whole grant.</summary>
internal sealed class Sessions(SimulatorOptions options, SimulatorClock clock)
{
    private readonly ConcurrentDictionary<string, (string Grant, DateTimeOffset Expires)> _access = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Grant, bool Used)> _refresh = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Random _random = new(options.Seed ^ 0x5F5F);
    private int _grants;

    public string NewGrant() => string.Create(CultureInfo.InvariantCulture, $"grant-{Interlocked.Increment(ref _grants)}");

    public string IssueAccess(string organizationId, string grant)
    {
        var token = $"{organizationId[..15]}!AQ{Letters(82)}.{Letters(10)}_";
        _access[token] = (grant, clock.Now + options.AccessTokenLifetime);
        return token;
    }

    public string IssueRefresh(string grant)
    {
        var token = "5Aep" + Letters(83);
        _refresh[token] = (grant, false);
        return token;
    }

    public bool IsValid(string token) => _access.TryGetValue(token, out var session) && session.Expires > clock.Now;

    public DateTimeOffset? ExpiryOf(string token) => _access.TryGetValue(token, out var session) ? session.Expires : null;

    /// <summary>Takes a refresh token; with rotation it dies, and a second use revokes its grant.</summary>
    public string? UseRefresh(string token)
    {
        lock (_lock)
        {
            if (!_refresh.TryGetValue(token, out var entry)) return null;
            if (entry.Used)
            {
                RevokeGrant(entry.Grant);
                return null;
            }

            if (options.RotateRefreshTokens) _refresh[token] = (entry.Grant, true);
            return entry.Grant;
        }
    }

    public bool Revoke(string token)
    {
        if (_access.TryRemove(token, out _)) return true;
        if (!_refresh.TryGetValue(token, out var entry)) return false;
        RevokeGrant(entry.Grant);
        return true;
    }

    public void ExpireAll()
    {
        foreach (var token in _access.Keys) _access.TryRemove(token, out _);
    }

    private void RevokeGrant(string grant)
    {
        foreach (var (token, entry) in _refresh.Where(r => r.Value.Grant == grant)) _refresh.TryRemove(new KeyValuePair<string, (string, bool)>(token, entry));
        foreach (var (token, entry) in _access.Where(a => a.Value.Grant == grant)) _access.TryRemove(new KeyValuePair<string, (string, DateTimeOffset)>(token, entry));
    }

    private string Letters(int count)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        lock (_lock) return string.Create(count, _random, static (span, random) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = Alphabet[random.Next(Alphabet.Length)];
        });
    }
}
