using System.Collections.Concurrent;
using IntegrationAgent.Agent.DriverHosts;

namespace IntegrationAgent.Agent.Execution;

/// <summary>
/// The calls of one run to each system, over all its attempts, held against what was approved. A driver counts its calls; the count is asked for before more
/// work is given to it, so that only what is already under way can go beyond. Thread-safe.
/// </summary>
internal sealed class CallBudget(IReadOnlyDictionary<string, IDriverConnection> connections, long most, IReadOnlyDictionary<string, long> before)
{
    /// <summary>So many times the count is kept while it grows to the whole, in case the process is killed.</summary>
    private const int Keepings = 10;

    private readonly ConcurrentDictionary<string, long> began = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> kept = new(before, StringComparer.Ordinal);

    /// <summary>Counts from now.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, connection) in connections)
            began[name] = (await connection.GetRateLimitAsync(cancellationToken).ConfigureAwait(false)).CallsMade;
    }

    /// <summary>Refuses more work for a system that has had as many calls as were approved.</summary>
    /// <param name="connection">The system's connection.</param>
    /// <param name="keep">Keeps the counts; called now and then.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="AgentException"><c>E-APR-CALLS</c> (exit 6).</exception>
    public async Task RequireAsync(string connection, Func<IReadOnlyDictionary<string, long>, CancellationToken, Task> keep, CancellationToken cancellationToken)
    {
        var made = await MadeAsync(connection, cancellationToken).ConfigureAwait(false);
        if (made >= most)
        {
            throw new AgentException(
                "E-APR-CALLS",
                $"The run has made {made} calls to {connection}, and {most} were approved; it stopped there and its checkpoint is kept.",
                "Raise policy.caps.maxCalls, make a new dry run and have it approved, then go on with: intagent run --resume",
                ExitCode.Incomplete);
        }

        var last = kept.GetValueOrDefault(connection);
        if (made - last >= Math.Max(1, most / Keepings) && (kept.TryUpdate(connection, made, last) || kept.TryAdd(connection, made)))
            await keep(new Dictionary<string, long>(kept, StringComparer.Ordinal), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The calls so far, by connection; a connection that is gone keeps the count that is known.</summary>
    public async Task<IReadOnlyDictionary<string, long>> UsedAsync(CancellationToken cancellationToken)
    {
        foreach (var name in began.Keys)
        {
            try
            {
                kept[name] = await MadeAsync(name, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is Driver.DriverException or Wire.WireException or AgentException or OperationCanceledException)
            {
                // It can no longer say.
            }
        }

        return new Dictionary<string, long>(kept, StringComparer.Ordinal);
    }

    private async Task<long> MadeAsync(string connection, CancellationToken cancellationToken)
    {
        var now = (await connections[connection].GetRateLimitAsync(cancellationToken).ConfigureAwait(false)).CallsMade;
        return before.GetValueOrDefault(connection) + now - began.GetValueOrDefault(connection, now);
    }
}
