using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>A host process behind isolation. Disposing it kills it with everything below it, and wipes what it left.</summary>
/// <remarks>Safe for concurrent use; the two streams each for one reader or writer at a time.</remarks>
public sealed class SandboxProcess : IAsyncDisposable
{
    private const int PipeBytes = 1 << 20, LooksPerFolderCheck = 4;
    private static readonly TimeSpan s_drainAfterExit = TimeSpan.FromSeconds(1), s_goneAfterKill = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly PrivateFolder? _folder;
    private readonly SandboxLimits _limits;
    private readonly ErrorOutput _error;
    private readonly Task _drained;
    private readonly Lock _gate = new();
    private readonly ProcessTree.Usage _root;
    private SandboxEnd? _end;
    private List<ProcessTree.Usage> _tree = [];
    private long _armedAt;
    private long _peakMemory;
    private TimeSpan _cpu;
    private int _peakThreads;
    private int _looks;
    private bool _ended;
    private int _disposed;

    internal SandboxProcess(Process process, IsolationLevel level, SandboxLimits limits, PrivateFolder? folder, bool armed)
    {
        _process = process;
        _limits = limits;
        _folder = folder;
        Level = level;
        ProcessId = process.Id;
        _root = ProcessTree.Read(process.Id) ?? new ProcessTree.Usage(process.Id, -1, default, 0, 0);
        Input = process.StandardInput.BaseStream;
        Output = process.StandardOutput.BaseStream;
        Widen(Input);
        Widen(Output);
        if (armed)
            Arm();
        _error = new ErrorOutput(process.StandardError.BaseStream, limits.MaxOutputBytes, () => End(SandboxEnd.Output));
        _drained = _error.DrainAsync();
        Exited = WaitAsync();
        SandboxWatch.Add(this);
    }

    /// <summary>What the process reads.</summary>
    public Stream Input { get; }

    /// <summary>What the process writes.</summary>
    public Stream Output { get; }

    /// <summary>Completes when the process has ended; never fails.</summary>
    public Task<SandboxExit> Exited { get; }

    /// <summary>What stands between this process and the machine.</summary>
    public IsolationLevel Level { get; }

    /// <summary>The outermost process that was started.</summary>
    public int ProcessId { get; }

    /// <summary>What the process has written to standard error so far, up to its limit. Untrusted.</summary>
    public string ErrorText => _error.Text;

    /// <summary>The host process itself and what it uses now, below whatever wraps it; null when it is gone.</summary>
    internal ProcessTree.Usage? HostUsage => ProcessTree.Of(_root) is { Count: > 0 } tree ? tree[^1] : null;

    /// <summary>Ends the process and everything below it. Does not wait.</summary>
    public void Kill() => End(SandboxEnd.Killed);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Kill();
        await Exited.ConfigureAwait(false);
        await WaitUntilGoneAsync().ConfigureAwait(false);
        await Input.DisposeAsync().ConfigureAwait(false);
        await Output.DisposeAsync().ConfigureAwait(false);
        await _process.StandardError.BaseStream.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
        _folder?.Wipe();
    }

    /// <summary>Starts the clock of <see cref="SandboxLimits.WallTime"/>; a pooled process waits without it.</summary>
    internal void Arm() => Interlocked.CompareExchange(ref _armedAt, Stopwatch.GetTimestamp(), 0);

    /// <summary>One look of the watch.</summary>
    internal void Look()
    {
        if (Exited.IsCompleted)
            return;
        var tree = ProcessTree.Of(_root);
        if (tree.Count == 0)
            return;
        lock (_gate)
        {
            _tree = tree;
            _peakMemory = Math.Max(_peakMemory, tree.Sum(process => process.ResidentBytes));
            _peakThreads = Math.Max(_peakThreads, tree[^1].Threads);
            _cpu = TimeSpan.FromTicks(tree.Sum(process => process.Cpu.Ticks));
        }

        if (tree.Sum(process => process.ResidentBytes) > _limits.MemoryBytes)
            End(SandboxEnd.Memory);
        else if (_limits.CpuTime > TimeSpan.Zero && _cpu > _limits.CpuTime)
            End(SandboxEnd.CpuTime);
        else if (_armedAt != 0 && _limits.WallTime > TimeSpan.Zero && Stopwatch.GetElapsedTime(_armedAt) > _limits.WallTime)
            End(SandboxEnd.WallTime);
        else if (tree[^1].Threads > _limits.MaxProcesses)
            End(SandboxEnd.Threads);
        else if (++_looks % LooksPerFolderCheck == 0 && PrivateFolder.Exceeds(PrivateFolderAt(tree[^1].ProcessId), _limits.MaxPrivateFiles, _limits.MaxPrivateBytes))
            End(SandboxEnd.Files);
    }

    /// <summary>Where the host's private folder is from outside: through its own root where it has one.</summary>
    private string PrivateFolderAt(int host) =>
        _folder?.Path ?? string.Create(CultureInfo.InvariantCulture, $"/proc/{host}/root{BubblewrapArguments.PrivateFolder}");

    private static void Widen(Stream stream)
    {
        // Wider pipes are an optimisation; past the user's budget the kernel refuses, and that is fine.
        if (stream is PipeStream pipe)
            _ = NativeMethods.Fcntl(pipe.SafePipeHandle, NativeMethods.SetPipeSize, PipeBytes);
    }

    private void End(SandboxEnd why)
    {
        lock (_gate)
        {
            if (_ended)
                return;
            _end ??= why;
            // From below: what is inside a namespace goes before the process that would report on it.
            _tree = ProcessTree.Of(_root) is { Count: > 0 } tree ? tree : _tree;
            for (var i = _tree.Count - 1; i >= 0; i--)
            {
                if (ProcessTree.Alive(_tree[i]))
                    _ = NativeMethods.Kill(_tree[i].ProcessId, NativeMethods.KillSignal);
            }
        }
    }

    private async Task<SandboxExit> WaitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        SandboxWatch.Remove(this);
        lock (_gate)
            _ended = true;
        await Task.WhenAny(_drained, Task.Delay(s_drainAfterExit)).ConfigureAwait(false);
        lock (_gate)
        {
            return new SandboxExit
            {
                End = _end ?? EndOf(_process.ExitCode),
                ExitCode = _process.ExitCode,
                PeakMemoryBytes = _peakMemory,
                PeakThreads = _peakThreads,
                CpuTime = _cpu,
                ErrorText = _error.Text,
            };
        }
    }

    private SandboxEnd EndOf(int exitCode) => exitCode switch
    {
        Jail.SelfJail.UnavailableExitCode when _error.Text.StartsWith(Jail.SelfJail.ErrorCode, StringComparison.Ordinal) => SandboxEnd.Unavailable,
        >= 128 => SandboxEnd.Crashed,
        _ => SandboxEnd.Exited,
    };

    private async Task WaitUntilGoneAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (_tree.Exists(ProcessTree.Alive) && Stopwatch.GetElapsedTime(since) < s_goneAfterKill)
            await Task.Delay(1).ConfigureAwait(false);
    }
}
