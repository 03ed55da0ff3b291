using System.Security.Cryptography;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>One key for each scope of personal data, wrapped by the workspace's. Deleting the row shreds what it sealed.</summary>
internal sealed class PersonalKeys(WorkspaceKey workspaceKey)
{
    private readonly byte[] wrapping = workspaceKey.Derive("personal-keys");

    public byte[] Seal(StateSession session, string scope, ReadOnlySpan<byte> plaintext, string purpose) =>
        Sealed.Seal(KeyOf(session, scope), plaintext, purpose);

    /// <summary>The plaintext; null when the scope's key was shredded.</summary>
    public byte[]? Open(StateSession session, string scope, ReadOnlySpan<byte> ciphertext, string purpose) =>
        FindKey(session, scope) is { } key ? Sealed.Open(key, ciphertext, purpose) : null;

    public static bool Shred(StateSession session, string scope) => session.Execute("DELETE FROM personal_keys WHERE scope = $1", scope) > 0;

    private byte[] KeyOf(StateSession session, string scope)
    {
        if (FindKey(session, scope) is { } present)
            return present;
        var key = RandomNumberGenerator.GetBytes(32);
        session.Execute(
            "INSERT INTO personal_keys (scope, wrapped) VALUES ($1, $2) ON CONFLICT (scope) DO UPDATE SET wrapped = excluded.wrapped",
            scope,
            Sealed.Seal(wrapping, key, scope));
        return key;
    }

    private byte[]? FindKey(StateSession session, string scope) =>
        session.Bytes("SELECT wrapped FROM personal_keys WHERE scope = $1", scope) is { } wrapped ? Sealed.Open(wrapping, wrapped, scope) : null;
}
