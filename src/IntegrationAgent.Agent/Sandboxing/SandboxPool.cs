using System.Diagnostics.CodeAnalysis;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>Processes started ahead of use. Each is used once; the next is started when one is taken, or when it is asked for.</summary>
/// <remarks>Safe for concurrent use. A taken process belongs to the taker; the pool disposes what nobody took.</remarks>
public sealed class SandboxPool : IAsyncDisposable
{
    private const int Attempts = 3;

    private readonly ISandbox _sandbox;
    private readonly SandboxRequest _request;
    private readonly Queue<Task<SandboxProcess>> _warm = new();
    private readonly Lock _gate = new();
    private readonly bool _refill;
    private bool _closed;

    /// <summary>Starts <paramref name="size"/> processes now.</summary>
    /// <param name="sandbox">Where they run.</param>
    /// <param name="request">What each of them is.</param>
    /// <param name="size">How many wait; 1 or 2 is plenty.</param>
    /// <param name="refill">False for a pool of which few are taken: what is taken is not replaced, and one more is started when it is asked for.</param>
    public SandboxPool(ISandbox sandbox, SandboxRequest request, int size = 1, bool refill = true)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _sandbox = sandbox;
        _request = request;
        _refill = refill;
        for (var i = 0; i < size; i++)
            _warm.Enqueue(Start());
    }

    /// <summary>What waits now, the next to be taken first.</summary>
    internal IReadOnlyList<Task<SandboxProcess>> Waiting
    {
        get
        {
            lock (_gate)
                return [.. _warm];
        }
    }

    /// <summary>A process that nobody has used; its clock starts now.</summary>
    /// <exception cref="AgentException"><c>E-SBX-UNAVAILABLE</c>: the sandbox cannot be had here.</exception>
    public async Task<SandboxProcess> TakeAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Task<SandboxProcess> next;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                next = _warm.TryDequeue(out var first) ? first : Start();
                if (_refill)
                    _warm.Enqueue(Start());
            }

            SandboxProcess process;
            try
            {
                process = await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                _ = DiscardAsync(next);
                throw;
            }

            if (process.Exited.IsCompleted)
            {
                // One that ended while it waited is of no use; one that could not enter its jail is the answer.
                var exit = await process.Exited.ConfigureAwait(false);
                await process.DisposeAsync().ConfigureAwait(false);
                if (exit.End == SandboxEnd.Unavailable || attempt == Attempts)
                    throw exit.ToException(_request.Limits) ?? SandboxErrors.New("The host refused to run.", "Read its console output.");
                continue;
            }

            process.Arm();
            return process;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<SandboxProcess>[] left;
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            left = [.. _warm];
            _warm.Clear();
        }

        foreach (var process in left)
            await DiscardAsync(process).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A start that failed left nothing to discard.")]
    private static async Task DiscardAsync(Task<SandboxProcess> starting)
    {
        try
        {
            var process = await starting.ConfigureAwait(false);
            await process.DisposeAsync().ConfigureAwait(false);
        }
        catch
        {
            // Nothing was started.
        }
    }

    private Task<SandboxProcess> Start() => _sandbox switch
    {
        JailSandbox jail => jail.StartAsync(_request, armed: false, CancellationToken.None),
        BubblewrapSandbox bubblewrap => bubblewrap.StartAsync(_request, armed: false, CancellationToken.None),
        _ => _sandbox.StartAsync(_request, CancellationToken.None),
    };
}
