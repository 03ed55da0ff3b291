using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Hosting;

/// <summary>
/// Tokens of one connection that rotate, sealed with the workspace's key in a private file. A lock file makes each swap one step for all processes.
/// </summary>
internal sealed class FileTokenStore(string folder, string connection, byte[] key, SecretScrubber scrubber) : ITokenStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly string path = Path.Combine(folder, connection + ".tokens");

    public async ValueTask<StoredToken?> GetAsync(string name, CancellationToken cancellationToken)
    {
        await using var held = (await LockAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return Read().TryGetValue(name, out var entry) ? Token(entry) : null;
    }

    public async ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        await using var held = (await LockAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        var entries = Read();
        var version = entries.TryGetValue(name, out var entry) ? Version(entry) : 0;
        if (version != expectedVersion)
            return false;
        scrubber.Add($"token {name}", value.Reveal());
        entries[name] = string.Create(CultureInfo.InvariantCulture, $"{version + 1}:{value.Reveal()}");
        AtomicFile.Write(path, Sealed.Seal(key, JsonSerializer.SerializeToUtf8Bytes(entries, HostingJson.Default.DictionaryStringString), connection));
        return true;
    }

    private static long Version(string entry) => long.Parse(entry.AsSpan(0, entry.IndexOf(':', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    private StoredToken Token(string entry)
    {
        var text = entry[(entry.IndexOf(':', StringComparison.Ordinal) + 1)..];
        scrubber.Add("token", text);
        return new StoredToken { Value = new Secret(text), Version = Version(entry) };
    }

    private Dictionary<string, string> Read()
    {
        if (!File.Exists(path))
            return new Dictionary<string, string>(StringComparer.Ordinal);
        var plain = Sealed.Open(key, File.ReadAllBytes(path), connection)
            ?? throw new AgentException("E-SEC-TOKENS", $"The tokens of '{connection}' were changed, or sealed with another key.", $"Delete {path} and connect again.", ExitCode.Refused);
        return JsonSerializer.Deserialize(plain, HostingJson.Default.DictionaryStringString) ?? [];
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(20, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                throw new AgentException("E-SEC-TOKENS", $"The tokens of '{connection}' are held by another process.", "End the other process, or try again.", ExitCode.Incomplete, exception);
            }
        }
    }
}
