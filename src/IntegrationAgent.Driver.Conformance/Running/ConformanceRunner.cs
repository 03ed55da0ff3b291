using System.Diagnostics;
using System.Globalization;
using IntegrationAgent.Driver.Conformance.Recording;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>Runs checks without xunit. A driver that hangs, throws anywhere or answers null fails a check; it never stops the run. Thread-safe.</summary>
public static class ConformanceRunner
{
    /// <summary>Runs all checks, one after the other, and records the exchanges.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static async Task<ConformanceReport> RunAsync(DriverConformance adapter, ConformanceOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(options);
        var chosen = options.Only is null ? ConformanceChecks.All : [.. options.Only.Select(ConformanceChecks.Get).OrderBy(check => check.Number)];
        var results = new List<ConformanceResult>();
        var hangs = 0;
        foreach (var check in chosen)
        {
            if (hangs >= options.MaxHangs && check.Tier == ConformanceTier.Hermetic)
            {
                results.Add(new ConformanceResult
                {
                    Check = check,
                    Status = ConformanceStatus.Failed,
                    Observations = 0,
                    Message = $"Not run: {hangs} checks before did not end. Mend those first.",
                });
                continue;
            }

            var result = await RunAsync(adapter, check, options, cancellationToken).ConfigureAwait(false);
            if (result.Hung)
                hangs++;
            results.Add(result);
        }

        return await ReportAsync(adapter, results, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs one check.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static async Task<ConformanceResult> RunAsync(DriverConformance adapter, ConformanceCheck check, ConformanceOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(options);
        var started = Stopwatch.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = new CheckRun(adapter, options, stop.Token);
        var (status, message, hung) = (ConformanceStatus.Passed, "", false);
        try
        {
            ProcessEndGuard.Begin(run, check);
            var work = Task.Run(() => check.Run(run), CancellationToken.None);
            var ended = await Task.WhenAny(work, Task.Delay(options.Deadline * check.Deadlines, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (ended != work)
            {
                hung = true;
                CheckRun.Fail(string.Create(
                    CultureInfo.InvariantCulture,
                    $"It did not end within {(options.Deadline * check.Deadlines).TotalSeconds:0.#} s: {run.Doing}. Every call of a driver ends by itself and follows its cancellation token."));
            }

            await work.ConfigureAwait(false);
            if (run.Observations == 0)
                (status, message) = (ConformanceStatus.Failed, "The check observed nothing. Give the adapter more of the system to look at.");
        }
        catch (CheckNotApplicableException reason)
        {
            (status, message) = (ConformanceStatus.NotApplicable, reason.Message);
        }
        catch (CheckFailedException failure)
        {
            (status, message) = (ConformanceStatus.Failed, failure.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // The boundary to code that nobody knows: whatever a driver or an adapter throws is a failed check.
            (status, message) = (ConformanceStatus.Failed, $"{run.Doing}: {run.Describe(exception)}");
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await run.CleanUpAsync().ConfigureAwait(false);
        ProcessEndGuard.End(run);
        return new ConformanceResult
        {
            Check = check,
            Status = status,
            Observations = run.Observations,
            Message = message,
            Duration = Stopwatch.GetElapsedTime(started),
            Hung = hung,
        };
    }

    /// <summary>Puts results and a recording of the driver's exchanges together.</summary>
    internal static async Task<ConformanceReport> ReportAsync(DriverConformance adapter, IReadOnlyList<ConformanceResult> results, ConformanceOptions options, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = new CheckRun(adapter, options, stop.Token);
        IReadOnlyList<RecordedCall> calls = [];
        IReadOnlyDictionary<string, string> settings = new Dictionary<string, string>();
        DriverFacts? facts = null;
        try
        {
            facts = run.Facts;
            if (options.Only is null)
                (calls, settings) = await Task.Run(() => ExchangeRecorder.RecordAsync(run), CancellationToken.None).WaitAsync(options.Deadline, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A driver that cannot be recorded has failed its checks, which say why.
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await run.CleanUpAsync().ConfigureAwait(false);
        return new ConformanceReport
        {
            DriverId = facts?.Id ?? "",
            DriverAssembly = facts?.Assembly,
            Capabilities = facts?.Capabilities ?? [],
            Results = [.. results.OrderBy(result => result.Check.Number)],
            Calls = calls,
            RecordedSettings = settings,
        };
    }
}
