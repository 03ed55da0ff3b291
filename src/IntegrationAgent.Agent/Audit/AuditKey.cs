using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Audit;

/// <summary>The key that signs checkpoints: ECDSA P-256, PKCS#8 in a file of mode 0600, its public half beside the checkpoints.</summary>
internal sealed class AuditKey : IDisposable
{
    private readonly ECDsa key;
    private readonly Lock gate = new();

    private AuditKey(ECDsa key)
    {
        this.key = key;
        Id = IdOf(key);
    }

    public string Id { get; }

    public static AuditKey Load(WorkspacePaths paths, bool mayCreate)
    {
        if (!File.Exists(paths.AuditKey))
        {
            if (!mayCreate)
            {
                throw new AgentException(
                    StateErrorCodes.AuditKey,
                    $"{paths.AuditKey} is missing, and the audit names it as its signing key.",
                    "Restore it from a backup; without it no checkpoint can be signed and nothing runs.",
                    ExitCode.Refused);
            }

            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            AtomicFile.TryCreate(paths.AuditKey, Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        WorkspaceKey.RequirePrivate(paths.AuditKey, StateErrorCodes.AuditKey);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(paths.AuditKey));
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new AgentException(
                StateErrorCodes.AuditKey, $"{paths.AuditKey} holds no private key.", "Restore it from a backup.", ExitCode.Refused, exception);
        }

        Directory.CreateDirectory(paths.Audit);
        AtomicFile.TryCreate(
            PublicPath(paths),
            Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return new AuditKey(key);
    }

    /// <summary>The public half for verification; null when it is missing or damaged.</summary>
    public static (ECDsa Key, string Id)? LoadPublic(WorkspacePaths paths)
    {
        if (!File.Exists(PublicPath(paths)))
            return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(PublicPath(paths)));
            return (key, IdOf(key));
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    public AuditCheckpoint Sign(AuditCheckpoint checkpoint)
    {
        lock (gate)
            return checkpoint with { Signature = Convert.ToBase64String(key.SignData(checkpoint.SignedBytes(), HashAlgorithmName.SHA256)) };
    }

    /// <summary>Whether this key has signed it.</summary>
    public bool HasSigned(AuditCheckpoint checkpoint)
    {
        lock (gate)
            return checkpoint.Key == Id && IsSigned(key, checkpoint);
    }

    /// <summary>Whether the signature is of the key.</summary>
    public static bool IsSigned(ECDsa key, AuditCheckpoint checkpoint)
    {
        try
        {
            return key.VerifyData(checkpoint.SignedBytes(), Convert.FromBase64String(checkpoint.Signature ?? ""), HashAlgorithmName.SHA256);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or CryptographicException)
        {
            return false;
        }
    }

    public void Dispose() => key.Dispose();

    private static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private static string PublicPath(WorkspacePaths paths) => Path.Combine(paths.Audit, "audit.pub");
}
