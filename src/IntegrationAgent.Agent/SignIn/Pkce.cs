using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationAgent.Agent.SignIn;

/// <summary>The secret of one sign-in, of which the browser only sees the hash (RFC 7636, S256), and the state that ties the browser's return to it.</summary>
internal sealed class Pkce
{
    private const int Bytes = 32;

    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public string State { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public bool IsState(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(State));
}
