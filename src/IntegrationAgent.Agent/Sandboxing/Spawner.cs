using System.Collections.Concurrent;
using System.Diagnostics;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>
/// One thread that never ends starts every sandboxed process: "die with the parent" means, to the kernel, the parent's thread.
/// A pool thread that is retired would take running sandboxes with it.
/// </summary>
internal static class Spawner
{
    private static readonly BlockingCollection<(Func<Process> Start, TaskCompletionSource<Process> Result)> s_queue = Begin();

    public static Task<Process> StartAsync(Func<Process> start)
    {
        var result = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        s_queue.Add((start, result));
        return result.Task;
    }

    private static BlockingCollection<(Func<Process>, TaskCompletionSource<Process>)> Begin()
    {
        var queue = new BlockingCollection<(Func<Process> Start, TaskCompletionSource<Process> Result)>();
        var thread = new Thread(() =>
        {
            foreach (var (start, result) in queue.GetConsumingEnumerable())
            {
                try
                {
                    result.SetResult(start());
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    result.SetException(exception);
                }
            }
        })
        { IsBackground = true, Name = "sandbox spawner" };
        thread.Start();
        return queue;
    }
}
