using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Reading a system that others change meanwhile.</summary>
internal static class PageChurnChecks
{
    private const int Changed = 3, First = 1_000, Second = 3_000;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(27, "page-churn", ConformanceTier.Hermetic,
            "Deletes, inserts and changes records while they are read page by page; every record that stays comes exactly once, or the driver fails with a typed error.",
            "Records are skipped or come twice, only because somebody works in the system.",
            ChurnAsync),
    ];

    private static async Task ChurnAsync(CheckRun run)
    {
        IReadOnlyList<ConformanceRow> New(int at) => RowFactory.Make(run.Object, Changed, run.Options.Seed, at);
        await OneAsync(run, "records that had been read were deleted", (bed, read) => bed.Target.DeleteAsync([.. read.Rows.Take(Changed)], run.CancellationToken)).ConfigureAwait(false);
        await OneAsync(run, "records that were still to be read were deleted", async (bed, read) =>
        {
            var known = read.Rows.Select(row => row.Key(run.Object.KeyFields)).ToHashSet(StringComparer.Ordinal);
            var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
            await bed.Target.DeleteAsync([.. held.Where(row => !known.Contains(row.Key(run.Object.KeyFields))).TakeLast(Changed)], run.CancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        foreach (var (where, at) in new[] { ("before all others", 0), ("between the others", 2_000), ("after all others", 9_000) })
            await OneAsync(run, $"records whose keys stand {where} were created", (bed, _) => bed.Target.PutAsync(New(at), run.CancellationToken)).ConfigureAwait(false);
        await OneAsync(run, "records that had been read were changed", (bed, _) => bed.Target.PutAsync(New(First), run.CancellationToken)).ConfigureAwait(false);
    }

    private static async Task OneAsync(CheckRun run, string what, Func<TestBed, QueryRead, ValueTask> change)
    {
        var page = run.Object.PageSize;
        var bed = await run.StartAsync([.. RowFactory.Make(run.Object, page * 2, run.Options.Seed, First), .. RowFactory.Make(run.Object, page * 2, run.Options.Seed, Second)]).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var key = run.Object.KeyFields;
        var before = await HeldAsync(bed).ConfigureAwait(false);
        var pages = 0;
        var read = await PageReader.ReadAsync(
            bed,
            "QueryAsync",
            token => client.QueryAsync(bed.WholeObject(), token),
            before.Count * 2,
            afterPage: async sofar =>
            {
                if (++pages != 1)
                    return;
                bed.Clock.Advance(TimeSpan.FromSeconds(1));
                await change(bed, sofar).ConfigureAwait(false);
            }).ConfigureAwait(false);
        if (read.Error is { } error)
        {
            run.Require(
                error.Code == DriverErrorCode.CursorExpired || error.Code == DriverErrorCode.IncompleteResult || error.Code == DriverErrorCode.Conflict,
                $"While pages were read, {what}, and the driver failed with '{error.Code}'; expected every record that stayed, or 'cursor_expired', 'incomplete_result' or 'conflict'.");
            return;
        }

        var after = await HeldAsync(bed).ConfigureAwait(false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in read.Rows)
        {
            var name = row.Key(key);
            if (!seen.Add(name))
                CheckRun.Fail($"While pages were read, {what}, and a record came twice. Page by a cursor of the system or by the key, never by counting.");
            run.Require(before.Contains(name) || after.Contains(name), $"While pages were read, {what}, and the driver gave a record that the system never had.");
        }

        var lost = before.Count(name => after.Contains(name) && !seen.Contains(name));
        run.Require(lost == 0, $"While pages were read, {what}, and {lost} records that were there from the beginning to the end are missing. Page by a cursor of the system or by the key, and read until the system says that there is no more.");
    }

    private static async Task<HashSet<string>> HeldAsync(TestBed bed) =>
        [.. (await bed.Target.SnapshotAsync(bed.Run.CancellationToken).ConfigureAwait(false)).Select(row => row.Key(bed.Object.KeyFields))];
}
