using System.Runtime.CompilerServices;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Jobs of the system that write many records.</summary>
internal static class BulkWriteChecks
{
    private const int MostAsks = 400;
    private const int Bad = 2;
    private static readonly TimeSpan BetweenAsks = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(59, "bulk-write", ConformanceTier.Hermetic,
            "Begins a job, uploads pages with a record that is refused, waits for the outcomes, and goes on over another connection at each step, as after a crash: nothing is written before the upload is complete, nothing twice, each outcome at its record's place.",
            "A large load is written twice after a crash, or nobody knows which of its records failed.",
            BulkAsync),
    ];

    private static async Task BulkAsync(CheckRun run)
    {
        run.Needs<IBulkWriter>("bulk_write");
        var bed = await run.StartAsync(2).ConfigureAwait(false);
        var writer = await OpenAsync(bed).ConfigureAwait(false);
        var known = RowFactory.Make(run.Object, 2, run.Options.Seed);
        var rows = RowFactory.Make(run.Object, run.Object.PageSize + 5, run.Options.Seed, first: 300).Concat(known).ToArray();
        if (run.Object.Rejected is not [var rejected, ..])
            throw new CheckFailedException("The adapter states no value that the system refuses. Add one to ConformanceObject.Rejected.");
        rows[Bad] = rows[Bad].With(rejected.Field, rejected.Value);

        var handle = await StartAsync(bed, writer, WriteMode.Upsert, "kit-upsert").ConfigureAwait(false);
        run.Require(handle.Id.Length > 0, "StartAsync gave a handle without an id. After a crash nobody finds the job.");
        run.Require(handle.CorrelationId == "kit-upsert", "StartAsync gave a handle with another correlation id than the caller's.");
        await NothingYetAsync(run, bed, "StartAsync").ConfigureAwait(false);
        var open = await ResultsAsync(bed, writer, handle).ConfigureAwait(false);
        run.Require(open.State == BulkJobState.Open && open.Outcomes.Count == 0, $"Nothing has been uploaded, and the job is {open.State} with {open.Outcomes.Count} outcomes; expected Open with none.");

        await UploadAsync(bed, writer, handle, rows, () => NothingYetAsync(run, bed, "A part of the upload")).ConfigureAwait(false);
        var first = await EndAsync(run, bed, writer, handle).ConfigureAwait(false);
        Judge(run, rows, first);
        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(held.Count == rows.Length - 1, $"{rows.Length} records were uploaded, 2 of them known and 1 refused, and the system now has {held.Count}; expected {rows.Length - 1}.");
        Same(run, first, await ResultsAsync(bed, writer, handle).ConfigureAwait(false), "asked for again");

        var later = await OpenAsync(bed).ConfigureAwait(false);
        Same(run, first, await RecoverAsync(bed, later, handle, rows).ConfigureAwait(false), "asked for over another connection");
        var after = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(after.Count == held.Count, $"After a crash the job was looked for again, and the system now has {after.Count} records instead of {held.Count}. What a job has already is not sent again.");
        await CrashedAsync(run, bed, writer).ConfigureAwait(false);
        await UnknownAsync(run, bed, writer).ConfigureAwait(false);
    }

    /// <summary>One process begins the job, another uploads, a third uploads again: inserts are there once.</summary>
    private static async Task CrashedAsync(CheckRun run, TestBed bed, IBulkWriter writer)
    {
        var before = (await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false)).Count;
        var rows = RowFactory.Make(run.Object, 5, run.Options.Seed, first: 900);
        var handle = await StartAsync(bed, writer, WriteMode.Insert, "kit-insert").ConfigureAwait(false);
        await UploadAsync(bed, await OpenAsync(bed).ConfigureAwait(false), handle, rows, static () => Task.CompletedTask).ConfigureAwait(false);
        var last = await OpenAsync(bed).ConfigureAwait(false);
        await UploadAsync(bed, last, handle, rows, static () => Task.CompletedTask).ConfigureAwait(false);
        var response = await EndAsync(run, bed, last, handle).ConfigureAwait(false);
        run.Require(
            response.Outcomes.Count == rows.Count && response.Outcomes.All(outcome => outcome.Status == WriteStatus.Created),
            $"A job of {rows.Count} new records was uploaded, and after a crash again, with the outcomes {string.Join(", ", response.Outcomes.Select(outcome => outcome.Status))}; expected Created for each.");
        var now = (await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false)).Count;
        run.Require(now == before + rows.Count, $"A job of {rows.Count} new records was uploaded, and after a crash again; the system now has {now - before} more.");
    }

    private static async Task UnknownAsync(CheckRun run, TestBed bed, IBulkWriter writer)
    {
        var error = await bed.FailureOfAsync(
            "GetResultsAsync with a handle that is none",
            () => ResultsAsync(bed, writer, new OperationHandle { Id = "no job of this driver", CorrelationId = "kit-none" }),
            "a typed error").ConfigureAwait(false);
        run.Require(error.Code != DriverErrorCode.Unknown && !error.IsTransient, $"A handle that is none failed with '{error.Code}' and the advice {error.Retry}; expected 'cursor_expired', 'object_not_found' or 'invalid_value', and not to try again.");
    }

    private static void Judge(CheckRun run, ConformanceRow[] rows, BulkWriteResponse response)
    {
        run.Require(response.State == BulkJobState.Completed, $"The job ended as {response.State}; expected Completed, with an outcome for each record.");
        run.Require(response.Outcomes.Count == rows.Length, $"The job has {response.Outcomes.Count} outcomes for {rows.Length} records. One for each, in the order of the upload.");
        for (var i = 0; i < rows.Length; i++)
        {
            var outcome = response.Outcomes[i];
            if (i == Bad)
            {
                run.Require(outcome.Status == WriteStatus.Failed, $"Record {i} of {rows.Length} has a refused value, and its outcome is {outcome.Status}; expected Failed, at its place.");
                run.Require(outcome.Error!.Code != DriverErrorCode.Unknown, $"Record {i} of {rows.Length} was refused, and its error is 'unknown'. Say what was wrong with it.");
                continue;
            }

            var isNew = i < rows.Length - 2;
            run.Require(
                isNew ? outcome.Status == WriteStatus.Created : outcome.Status is WriteStatus.Updated or WriteStatus.Unchanged,
                $"Record {i} of {rows.Length} is good and {(isNew ? "new" : "known")}, and its outcome is {outcome.Status}; expected {(isNew ? "Created" : "Updated or Unchanged")}, at its place.");
        }
    }

    private static void Same(CheckRun run, BulkWriteResponse before, BulkWriteResponse after, string when) => run.Require(
        after.State == before.State && after.Outcomes.Select(outcome => outcome.Status).SequenceEqual(before.Outcomes.Select(outcome => outcome.Status)),
        $"The results of a job, {when}, are others: {after.State} with {after.Outcomes.Count} outcomes. They stay as they are.");

    private static async Task NothingYetAsync(CheckRun run, TestBed bed, string what)
    {
        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(held.Count == 2, $"{what} wrote {held.Count - 2} records. Nothing is written before the upload is complete.");
    }

    private static async Task<IBulkWriter> OpenAsync(TestBed bed) =>
        await bed.ConnectAsync().ConfigureAwait(false) as IBulkWriter
        ?? throw new CheckFailedException("The manifest declares 'bulk_write', and the client does not implement IBulkWriter. Rebuild the driver.");

    private static Task<OperationHandle> StartAsync(TestBed bed, IBulkWriter writer, WriteMode mode, string correlation)
    {
        using var none = bed.WriteOf(mode, []).Records;
        var request = new BulkWriteRequest
        {
            Object = bed.Object.Name,
            Mode = mode,
            KeyFields = mode == WriteMode.Insert ? [] : bed.Object.WriteKey,
            Schema = none.Schema,
            CorrelationId = correlation,
        };
        return bed.CallAsync("StartAsync", token => writer.StartAsync(request, token));
    }

    private static async Task UploadAsync(TestBed bed, IBulkWriter writer, OperationHandle handle, IReadOnlyList<ConformanceRow> rows, Func<Task> between)
    {
        bed.Run.Doing = "UploadAsync";
        await Task.Run(() => writer.UploadAsync(handle, PagesAsync(bed, rows, between, bed.Run.CancellationToken), bed.Run.CancellationToken), CancellationToken.None)
            .WaitAsync(bed.Run.CancellationToken).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<RecordPage> PagesAsync(TestBed bed, IReadOnlyList<ConformanceRow> rows, Func<Task> between, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var half = (rows.Count / 2) + 1;
        foreach (var part in rows.Chunk(half))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var page = bed.WriteOf(WriteMode.Insert, part).Records;
            yield return page;
            await between().ConfigureAwait(false);
        }
    }

    private static Task<BulkWriteResponse> ResultsAsync(TestBed bed, IBulkWriter writer, OperationHandle handle) =>
        bed.CallAsync("GetResultsAsync", token => writer.GetResultsAsync(handle, token));

    private static async Task<BulkWriteResponse> EndAsync(CheckRun run, TestBed bed, IBulkWriter writer, OperationHandle handle)
    {
        for (var ask = 0; ask < MostAsks; ask++)
        {
            var response = await ResultsAsync(bed, writer, handle).ConfigureAwait(false);
            if (response.State is not (BulkJobState.Open or BulkJobState.Running))
                return response;
            run.Require(response.Outcomes.Count == 0, $"The job is {response.State}, and has {response.Outcomes.Count} outcomes already.");
            bed.Clock.Advance(BetweenAsks);
            await Task.Delay(TimeSpan.FromMilliseconds(1), run.CancellationToken).ConfigureAwait(false);
        }

        throw new CheckFailedException($"GetResultsAsync was asked {MostAsks} times over {MostAsks * BetweenAsks.TotalMinutes:0} minutes, and the job has not ended. A complete upload comes to an end.");
    }

    /// <summary>What another process does that knows the handle only: where the system keeps no order, the same upload brings it back.</summary>
    private static async Task<BulkWriteResponse> RecoverAsync(TestBed bed, IBulkWriter writer, OperationHandle handle, IReadOnlyList<ConformanceRow> rows)
    {
        try
        {
            return await ResultsAsync(bed, writer, handle).ConfigureAwait(false);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.IncompleteResult)
        {
            await UploadAsync(bed, writer, handle, rows, static () => Task.CompletedTask).ConfigureAwait(false);
            return await ResultsAsync(bed, writer, handle).ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            throw new CheckFailedException($"Another connection cannot find a job by its handle: {bed.Run.Describe(exception)} Keep in the handle, or in the system, what finds it again.");
        }
    }
}
