using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>One script in its sandbox, from the first frame to the last. Disposing it ends the process.</summary>
internal sealed class ScriptSession : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(20);
    private readonly SandboxProcess process;
    private readonly SandboxLimits limits;
    private readonly WireConnection connection;

    private ScriptSession(SandboxProcess process, SandboxLimits limits, WireConnection connection, ReadyBody ready)
    {
        this.process = process;
        this.limits = limits;
        this.connection = connection;
        Isolation = ready.Isolation;
    }

    /// <summary>The isolation that stands around the script, as the host proved it to itself.</summary>
    public string Isolation { get; }

    /// <summary>What stands between the script and the machine.</summary>
    public IsolationLevel Level => process.Level;

    /// <summary>The outermost process of the sandbox.</summary>
    public int ProcessId => process.ProcessId;

    /// <summary>Takes a started host into use. The session owns the process.</summary>
    public static async Task<ScriptSession> StartAsync(SandboxProcess process, SandboxLimits limits, Broker broker, CancellationToken cancellationToken)
    {
        // A script's process is not trusted: what it may send is bounded.
        var connection = new WireConnection(process.Output, process.Input, isParent: true, broker, new WireLimits { MaxOutstandingCalls = 32 });
        connection.Start();
        try
        {
            var done = await Task.WhenAny(broker.Ready, connection.Completion, Task.Delay(ReadyWithin, cancellationToken)).ConfigureAwait(false);
            if (done != broker.Ready)
                throw await EndedAsync(process, limits, null).ConfigureAwait(false);
            var ready = await broker.Ready.ConfigureAwait(false);
            return ready.WireVersion == WireVersion.Current
                ? new ScriptSession(process, limits, connection, ready)
                : throw new AgentException("E-SBX-VERSION", "The script host is of another version than the agent.", "Install agent and hosts together.", ExitCode.Fault);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a script to its end.</summary>
    /// <exception cref="AgentException"><c>E-SBX-…</c>: the sandbox ended before the script did.</exception>
    public async Task<RunReply> RunAsync(RunBody body, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.CallAsync(ScriptMethods.Run, body, WireJson.Default.RunBody, WireJson.Default.RunReply, cancellationToken).ConfigureAwait(false);
        }
        catch (WireException exception)
        {
            throw await EndedAsync(process, limits, exception).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        await process.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<AgentException> EndedAsync(SandboxProcess process, SandboxLimits limits, WireException? broken)
    {
        if (broken?.Code is WireException.Malformed or WireException.Limit)
        {
            process.Kill();
            return new AgentException("E-SBX-PROTOCOL", $"The script's process did not keep to the protocol and was ended. {broken.Message}", "Look at what the script does; nothing it sent was used.", ExitCode.Incomplete, broken);
        }

        var exited = await Task.WhenAny(process.Exited, Task.Delay(TimeSpan.FromSeconds(2))).ConfigureAwait(false);
        if (exited != process.Exited)
        {
            process.Kill();
            return new AgentException("E-SBX-SILENT", "The script's process did not become ready in time.", "Try again; if it stays so, run with --verbose.", ExitCode.Incomplete, broken);
        }

        var exit = await process.Exited.ConfigureAwait(false);
        return exit.ToException(limits)
            ?? new AgentException("E-SBX-ENDED", "The script's process ended before the script did.", "Resume the run; its checkpoint is kept.", ExitCode.Incomplete, broken);
    }
}
