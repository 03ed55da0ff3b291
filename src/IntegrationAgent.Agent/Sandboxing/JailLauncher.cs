using System.ComponentModel;
using IntegrationAgent.Jail;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>
/// The program of machine code that enters the jail and becomes a host, where one has been built: it saves the first of a host's two starts.
/// Where there is none, or it is not of this build, hosts enter by themselves. The host proves its jail either way.
/// </summary>
/// <remarks>Thread-safe. Asked once; one that fails later is not used again.</remarks>
internal sealed class JailLauncher
{
    private static readonly TimeSpan s_answerTime = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly Lock _gate = new();
    private Task<string?>? _program;

    public JailLauncher(string path) => _path = path;

    /// <summary>The one that stands beside the hosts.</summary>
    public static JailLauncher Installed { get; } = new(Path.Combine(AppContext.BaseDirectory, "hosts", "jail", "intagent-jail"));

    /// <summary>The launcher's path when it can be used, null otherwise.</summary>
    public Task<string?> FindAsync()
    {
        lock (_gate)
            return _program ??= TryAsync();
    }

    /// <summary>It was found and could not be started: from now on hosts enter by themselves.</summary>
    public void GiveUp()
    {
        lock (_gate)
            _program = Task.FromResult<string?>(null);
    }

    private async Task<string?> TryAsync()
    {
        if (!File.Exists(_path))
            return null;
        try
        {
            using var process = HostCommand.Start(HostCommand.StartInfo(_path, [SelfJail.IdentifyArgument], [], "/"));
            process.StandardInput.Close();
            using var timeout = new CancellationTokenSource(s_answerTime);
            try
            {
                var answer = await process.StandardOutput.ReadToEndAsync(timeout.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
                return process.ExitCode == 0 && answer.TrimEnd() == SelfJail.Identity ? _path : null;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return null;
            }
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
