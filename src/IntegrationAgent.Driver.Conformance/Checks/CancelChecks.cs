using System.Net;
using IntegrationAgent.Driver.Conformance.Faults;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Cancelling ends a call where it stands.</summary>
internal static class CancelChecks
{
    private const int MaxCalls = 4;
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(44, "cancel-prompt", ConformanceTier.Hermetic,
            "Cancels every method before it begins, at each call that it makes, while it waits to repeat one, and between pages: it ends with the caller's cancellation and calls no more.",
            "A stopped run goes on to cost calls and to write.",
            CancelAsync),
    ];

    private static async Task CancelAsync(CheckRun run)
    {
        var bed = await run.StartAsync(run.Object.PageSize * 5).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var operations = Operations(run, bed, client);
        foreach (var (name, call) in operations)
            await BeforeAsync(run, bed, name, call).ConfigureAwait(false);
        await BetweenPagesAsync(run, bed, client).ConfigureAwait(false);
        if (!bed.IsHttp)
            return;
        foreach (var (name, call) in operations)
        {
            var before = bed.Http.Count;
            await call(run.CancellationToken).WaitAsync(run.CancellationToken).ConfigureAwait(false);
            var calls = Math.Min(bed.Http.Count - before, MaxCalls);
            for (var at = 1; at <= calls; at++)
                await DuringAsync(run, bed, name, call, at, waiting: false).ConfigureAwait(false);
            if (calls > 0)
                await DuringAsync(run, bed, name, call, 1, waiting: true).ConfigureAwait(false);
        }
    }

    private static List<(string Name, Func<CancellationToken, Task> Call)> Operations(CheckRun run, TestBed bed, IDriverClient client)
    {
        var list = new List<(string, Func<CancellationToken, Task>)>
        {
            ("CheckAsync", token => client.CheckAsync(token)),
            ("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest(), token)),
            ("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = run.Object.Name, Refresh = true }, token)),
            ("QueryAsync", async token =>
            {
                await foreach (var page in client.QueryAsync(bed.WholeObject(), token).ConfigureAwait(false))
                    page?.Dispose();
            }),
        };
        if (client is IRecordWriter writer)
        {
            list.Add(("WriteAsync", async token =>
            {
                var request = bed.WriteOf(WriteMode.Upsert, RowFactory.Make(run.Object, 1, run.Options.Seed));
                using (request.Records)
                    await writer.WriteAsync(request, token).ConfigureAwait(false);
            }));
        }

        return list;
    }

    private static async Task BeforeAsync(CheckRun run, TestBed bed, string name, Func<CancellationToken, Task> call)
    {
        run.Doing = $"{name}, cancelled before it began";
        var calls = bed.Http.Count;
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync().ConfigureAwait(false);
        await EndsAsync(run, $"{name} with a cancelled token", Task.Run(() => call(cancelled.Token), CancellationToken.None)).ConfigureAwait(false);
        run.Require(bed.Http.Count == calls, $"{name} with a cancelled token made {bed.Http.Count - calls} calls to the system.");
    }

    private static async Task DuringAsync(CheckRun run, TestBed bed, string name, Func<CancellationToken, Task> call, int at, bool waiting)
    {
        var what = waiting ? $"{name}, cancelled while it waits to repeat a call" : $"{name}, cancelled in its call {at}";
        run.Doing = what;
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = bed.Http.Count;

        // No declared window is in the way while time stands still.
        bed.Clock.Advance(run.Facts.Limits.Select(limit => limit.Window).Where(window => window <= TimeSpan.FromHours(1)).DefaultIfEmpty().Max());
        bed.Clock.Frozen = true;
        bed.Http.Rule = one =>
        {
            if (one.Index - first < at)
                return null;
            arrived.TrySetResult();
            return waiting
                ? new FaultAction.Answer(HttpStatusCode.ServiceUnavailable, Headers: ("Retry-After", "30"))
                : new FaultAction.Silence();
        };
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(run.CancellationToken);
        var work = Task.Run(() => call(cancel.Token), CancellationToken.None);
        await Task.WhenAny(arrived.Task, work).WaitAsync(run.CancellationToken).ConfigureAwait(false);
        if (waiting)
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(20), run.CancellationToken)).ConfigureAwait(false);
        if (work.IsCompleted)
        {
            // It did not get there: fewer calls than the first time, or an error instead of a wait.
            await work.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }
        else
        {
            await cancel.CancelAsync().ConfigureAwait(false);
            await EndsAsync(run, what, work).ConfigureAwait(false);
            var calls = bed.Http.Count;
            await Task.Delay(TimeSpan.FromMilliseconds(5), run.CancellationToken).ConfigureAwait(false);
            run.Require(bed.Http.Count == calls, $"{what}, called the system again after it had ended.");
        }

        bed.Http.Rule = static _ => null;
        bed.Clock.Frozen = false;
    }

    private static async Task BetweenPagesAsync(CheckRun run, TestBed bed, IDriverClient client)
    {
        run.Doing = "QueryAsync, cancelled after its first page";
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(run.CancellationToken);
        var pages = 0;
        var last = false;
        var work = Task.Run(
            async () =>
            {
                await foreach (var page in client.QueryAsync(bed.WholeObject(), cancel.Token).ConfigureAwait(false))
                {
                    last = page.StopReason is not null;
                    page.Dispose();
                    pages++;
                    await cancel.CancelAsync().ConfigureAwait(false);
                }
            },
            CancellationToken.None);
        try
        {
            await work.WaitAsync(Prompt, run.CancellationToken).ConfigureAwait(false);
            run.Require(last && pages == 1, $"QueryAsync was cancelled after its first page and gave {pages - 1} more, to its end.");
        }
        catch (OperationCanceledException) when (!run.CancellationToken.IsCancellationRequested)
        {
            run.Require(pages <= 2, $"QueryAsync was cancelled after its first page and gave {pages - 1} more.");
        }
        catch (Exception exception) when (exception is not CheckFailedException && !run.CancellationToken.IsCancellationRequested)
        {
            CheckRun.Fail(Wrong(run, "QueryAsync, cancelled after its first page", exception));
        }
    }

    private static async Task EndsAsync(CheckRun run, string what, Task work)
    {
        try
        {
            await work.WaitAsync(Prompt, run.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!run.CancellationToken.IsCancellationRequested)
        {
            run.Observe();
            return;
        }
        catch (Exception exception) when (exception is not CheckFailedException && !run.CancellationToken.IsCancellationRequested)
        {
            CheckRun.Fail(Wrong(run, what, exception));
        }

        CheckRun.Fail($"{what}, ended as if nothing had happened. Pass the token on, and let the caller's OperationCanceledException through.");
    }

    private static string Wrong(CheckRun run, string what, Exception exception) => exception is TimeoutException
        ? $"{what}, was still running {Prompt.TotalSeconds:0} s later. Pass the token on to everything that waits."
        : $"{what}, threw {run.Describe(exception)}. Let the caller's own OperationCanceledException through unchanged.";
}
