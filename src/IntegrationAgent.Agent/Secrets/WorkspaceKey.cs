using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>The key of a workspace, 32 bytes in a file of mode 0600, and what is derived from it.</summary>
internal sealed class WorkspaceKey
{
    private const int Length = 32;
    private readonly byte[] key;

    private WorkspaceKey(byte[] key) => this.key = key;

    public static WorkspaceKey Load(string path, bool mayCreate)
    {
        if (!File.Exists(path))
        {
            if (!mayCreate)
            {
                throw new AgentException(
                    "E-SEC-KEY-MISSING",
                    $"{path} is missing, and the state store beside it is sealed with it.",
                    "Restore it from a backup. Without it approvals and kept values are lost: move .intagent away to begin anew.",
                    ExitCode.Refused);
            }

            AtomicFile.TryCreate(path, RandomNumberGenerator.GetBytes(Length), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        RequirePrivate(path, "E-SEC-KEY-MODE");
        var bytes = File.ReadAllBytes(path);
        return bytes.Length == Length
            ? new WorkspaceKey(bytes)
            : throw new AgentException("E-SEC-KEY-FORM", $"{path} is not a key of {Length} bytes.", "Restore it from a backup.", ExitCode.Refused);
    }

    public static void RequirePrivate(string path, string code)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~Owner) != 0)
            throw new AgentException(code, $"{path} is a key and others than its owner may read it.", $"Run: chmod 600 {path}", ExitCode.Refused);
    }

    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Length, salt: [], info: Encoding.UTF8.GetBytes("intagent:" + purpose));
}
