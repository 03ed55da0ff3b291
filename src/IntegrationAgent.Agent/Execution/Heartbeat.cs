using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Renews a run's lease on a thread of its own, so that a busy thread pool does not lose it. Cancels the run when the lease is lost.</summary>
internal sealed class Heartbeat : IDisposable
{
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource lost;
    private readonly ManualResetEventSlim stop = new();
    private readonly Thread thread;

    public Heartbeat(IRunStore runs, LedgerSession session, CancellationToken cancellationToken)
    {
        lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        thread = new Thread(() => Loop(runs, session)) { IsBackground = true, Name = "run heartbeat" };
        thread.Start();
    }

    /// <summary>Cancelled when the run is cancelled or its lease is lost.</summary>
    public CancellationToken Token => lost.Token;

    /// <summary>Why the lease was lost; null while it holds.</summary>
    public AgentException? Failure { get; private set; }

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        lost.Dispose();
        stop.Dispose();
    }

    private void Loop(IRunStore runs, LedgerSession session)
    {
        while (!stop.Wait(Beat))
        {
            try
            {
                session.Lease = runs.RenewAsync(session.Lease, Lease, CancellationToken.None).GetAwaiter().GetResult();
            }
            catch (AgentException exception) when (exception.Code == "E-RUN-LEASE-LOST")
            {
                Failure = exception;
                lost.Cancel();
                return;
            }
            catch (AgentException)
            {
                // The store is busy or out of reach: the lease outlives two missed beats.
            }
        }
    }
}
