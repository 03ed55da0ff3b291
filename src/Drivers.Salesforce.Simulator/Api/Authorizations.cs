using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Authorization codes of the web server flow. Each can be used once, within ten minutes, by who knows its verifier.</summary>
internal sealed class Authorizations(SimulatorClock clock, int seed)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, (string RedirectUri, string? Challenge, string? Scope, DateTimeOffset Expires)> _codes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed ^ 0x0A0A);

    public string Issue(string redirectUri, string? challenge, string? scope)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        string code;
        lock (_lock) code = "aPrx" + string.Concat(Enumerable.Range(0, 72).Select(_ => Alphabet[_random.Next(Alphabet.Length)])) + "==";
        _codes[code] = (redirectUri, challenge, scope, clock.Now + Lifetime);
        return code;
    }

    /// <summary>Whether the code is good; it is spent either way. A challenge without a method is S256.</summary>
    public bool Redeem(string code, string? redirectUri, string? verifier, out string? scope)
    {
        scope = null;
        if (!_codes.TryRemove(code, out var entry) || entry.Expires <= clock.Now || entry.RedirectUri != redirectUri) return false;
        scope = entry.Scope;
        if (entry.Challenge is null) return true;
        if (verifier is null) return false;
        return System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == entry.Challenge.TrimEnd('=');
    }
}
