namespace IntegrationAgent.Driver.Authoring;

/// <summary>
/// How many calls may be under way: halved when the system is overloaded, one more after as many good answers as there are places (additive increase,
/// multiplicative decrease). First come, first served.
/// </summary>
internal sealed class ConcurrencyGate
{
    private readonly int most;
    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource> waiting = new();
    private int limit;
    private int inUse;
    private int good;

    internal ConcurrencyGate(int most)
    {
        this.most = most;
        limit = most;
    }

    internal int Limit
    {
        get
        {
            lock (gate)
                return limit;
        }
    }

    internal ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> node;
        lock (gate)
        {
            if (inUse < limit && waiting.Count == 0)
            {
                inUse++;
                return ValueTask.CompletedTask;
            }

            node = waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(node, cancellationToken);
    }

    internal void Release()
    {
        lock (gate)
        {
            inUse--;
            if (++good >= limit)
            {
                good = 0;
                limit = Math.Min(most, limit + 1);
            }

            Admit();
        }
    }

    internal void Halve()
    {
        lock (gate)
        {
            limit = Math.Max(1, limit / 2);
            good = 0;
        }
    }

    private void Admit()
    {
        while (inUse < limit && waiting.First is { } first)
        {
            waiting.RemoveFirst();
            if (first.Value.TrySetResult())
                inUse++;
        }
    }

    private async ValueTask WaitAsync(LinkedListNode<TaskCompletionSource> node, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), node.Value);
        await using (registration.ConfigureAwait(false))
        {
            try
            {
                await node.Value.Task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                lock (gate)
                {
                    if (node.List is not null)
                        waiting.Remove(node);
                }

                throw;
            }
        }
    }
}
