using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Queries in the system's own language.</summary>
internal static class NativeQueryChecks
{
    private const int Most = 5_000;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(57, "native-query", ConformanceTier.Hermetic,
            "Reads in the system's own language: all records, a limit, on from each cursor, by a parameter that tries to break out, without a parameter, and a statement that is none.",
            "A query that somebody wrote by hand gives a part for the whole, or runs a value as a statement.",
            NativeAsync),
    ];

    private static async Task NativeAsync(CheckRun run)
    {
        run.Needs<INativeQuery>("native_query");
        var size = (run.Object.PageSize * 2) + 3;
        var bed = await run.StartAsync(size).ConfigureAwait(false);
        if (await bed.ConnectAsync().ConfigureAwait(false) is not INativeQuery native)
            throw new CheckFailedException("The manifest declares 'native_query', and the client does not implement INativeQuery. Rebuild the driver.");
        if (bed.Target.NativeRead is not { } text || bed.Target.NativeReadByKey is not { } byKey)
            throw new CheckFailedException("The manifest declares 'native_query', and the adapter gives no statements. Give ConformanceTarget.NativeRead and NativeReadByKey.");

        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        var whole = await ReadAsync(run, bed, native, new NativeQueryRequest { Text = text }).ConfigureAwait(false);
        QueryChecks.Compare(run, whole.Rows, held);
        run.Require(whole.Stop == StopReason.Exhausted, $"Having read all {size} records, QueryNativeAsync stopped with {whole.Stop}; expected Exhausted.");
        await LimitsAsync(run, bed, native, text, size).ConfigureAwait(false);
        await CursorsAsync(run, bed, native, text, whole).ConfigureAwait(false);
        await ParametersAsync(run, bed, native, byKey, held).ConfigureAwait(false);

        var malformed = await TryAsync(bed, native, new NativeQueryRequest { Text = text + " )(" }).ConfigureAwait(false);
        run.Require(malformed.Error?.Code == DriverErrorCode.InvalidQuery, $"A statement that is none was answered with {malformed.Error?.Code.Value ?? "success"}; expected 'invalid_query'.");
        run.Require(!malformed.Error!.IsTransient, "A statement that is none failed, and the error advises to try again.");
        _ = await ReadAsync(run, bed, native, new NativeQueryRequest { Text = text }).ConfigureAwait(false);
    }

    private static async Task LimitsAsync(CheckRun run, TestBed bed, INativeQuery native, string text, int size)
    {
        foreach (var limit in new[] { 1, run.Object.PageSize + 1, size + 10 })
        {
            var read = await ReadAsync(run, bed, native, new NativeQueryRequest { Text = text, Limit = limit }).ConfigureAwait(false);
            run.Require(read.Rows.Count == Math.Min(limit, size), $"With Limit {limit} of {size} records QueryNativeAsync gave {read.Rows.Count}.");
            var expected = limit < size ? StopReason.Limit : StopReason.Exhausted;
            run.Require(read.Stop == expected, $"With Limit {limit} of {size} records QueryNativeAsync stopped with {read.Stop}; expected {expected}.");
        }
    }

    private static async Task CursorsAsync(CheckRun run, TestBed bed, INativeQuery native, string text, QueryRead whole)
    {
        for (var page = 0; page < whole.Cursors.Count - 1; page++)
        {
            if (whole.Cursors[page] is not { } cursor)
                continue;
            var rest = await ReadAsync(run, bed, native, new NativeQueryRequest { Text = text, Cursor = cursor }).ConfigureAwait(false);
            run.Require(
                rest.Rows.Count == whole.Rows.Count - whole.Counts[page],
                $"Continued after page {page + 1}, QueryNativeAsync gave {rest.Rows.Count} records; {whole.Rows.Count - whole.Counts[page]} were left. A page's cursor continues right after it, or is null.");
        }
    }

    private static async Task ParametersAsync(CheckRun run, TestBed bed, INativeQuery native, string text, IReadOnlyList<ConformanceRow> held)
    {
        var key = run.Object.WriteKey[0];
        NativeQueryRequest By(params KeyValuePair<string, RecordValue>[] parameters) => new() { Text = text, Parameters = new Dictionary<string, RecordValue>(parameters) };
        foreach (var row in held.Take(2))
        {
            var read = await ReadAsync(run, bed, native, By(KeyValuePair.Create("key", row[key]))).ConfigureAwait(false);
            run.Require(
                read.Rows is [var one] && one.Key(run.Object.KeyFields) == row.Key(run.Object.KeyFields),
                $"The adapter's NativeReadByKey with the key of one record gave {read.Rows.Count} records. Give each parameter its value.");
        }

        foreach (var hostile in new[] { "x' OR '1'='1", "x\" OR \"1\"=\"1", "1) OR (1=1", "x'; DELETE FROM x; --", "\\' OR 1=1 --" })
        {
            // Where the key is no text, a text is refused; where it is, no record has it.
            var read = await TryAsync(bed, native, By(KeyValuePair.Create("key", RecordValue.From(hostile)))).ConfigureAwait(false);
            run.Require(read.Error is not null || read.Rows.Count == 0, $"A parameter with a quote in it gave {read.Rows.Count} records. A parameter is a value; never put it into the text unquoted.");
        }

        var without = await TryAsync(bed, native, By()).ConfigureAwait(false);
        run.Require(without.Error?.Code == DriverErrorCode.InvalidQuery, $"A statement whose parameter has no value was answered with {without.Error?.Code.Value ?? "success"}; expected 'invalid_query'.");
        var after = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(after.Count == held.Count, $"Reading with parameters changed the number of records from {held.Count} to {after.Count}.");
    }

    private static async Task<QueryRead> ReadAsync(CheckRun run, TestBed bed, INativeQuery native, NativeQueryRequest request)
    {
        var read = await TryAsync(bed, native, request).ConfigureAwait(false);
        if (read.Error is { } error)
            CheckRun.Fail($"QueryNativeAsync failed, and nothing was wrong with the statement: {run.Describe(error)}");
        return read;
    }

    private static async Task<QueryRead> TryAsync(TestBed bed, INativeQuery native, NativeQueryRequest request)
    {
        try
        {
            return await PageReader.ReadAsync(bed, "QueryNativeAsync", token => native.QueryNativeAsync(request, token), Most).ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            // Thrown before the stream began.
            return new QueryRead { Error = exception };
        }
    }
}
