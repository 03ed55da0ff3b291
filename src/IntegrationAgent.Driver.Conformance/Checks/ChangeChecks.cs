using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Incremental reading: nothing is lost at the edge between two readings.</summary>
internal static class ChangeChecks
{
    private const int MaxPages = 5_000;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(30, "incremental-boundary", ConformanceTier.Hermetic,
            "Changes records in the very moment at which a reading ended, deletes, and commits late where the system does; the next reading has them all.",
            "Records at the edge between two runs are never seen.",
            BoundaryAsync),
        new(31, "incremental-resume", ConformanceTier.Hermetic,
            "Goes on from the position of every page; what came before and what comes then is everything.",
            "A run that was interrupted loses what it had not read.",
            ResumeAsync),
        new(32, "incremental-position", ConformanceTier.Hermetic,
            "Reads on where nothing has changed, and from positions that are none; nothing old comes for ever, nothing new is lost, and a wrong position is a typed error.",
            "Runs read everything again and again, or nothing any more.",
            PositionAsync),
    ];

    public static async Task<ChangeRead> ReadAsync(TestBed bed, IChangeFeed feed, ChangesRequest request)
    {
        bed.Run.Doing = "GetChangesAsync";
        var read = new ChangeRead();
        var token = bed.Run.CancellationToken;
        var work = Task.Run(
            async () =>
            {
                var stream = feed.GetChangesAsync(request, token) ?? throw new CheckFailedException("GetChangesAsync gave null. Return a stream.");
                try
                {
                    await foreach (var page in stream.WithCancellation(token).ConfigureAwait(false))
                        Take(bed, read, page);
                }
                catch (DriverException exception)
                {
                    read.Error = exception;
                }
            },
            CancellationToken.None);
        await work.WaitAsync(token).ConfigureAwait(false);
        if (read is { Error: null, Stop: null })
            CheckRun.Fail("GetChangesAsync ended without a stop reason. The last page's records say why the stream ends.");
        return read;
    }

    private static void Take(TestBed bed, ChangeRead read, ChangePage? page)
    {
        if (page is null)
            throw new CheckFailedException("GetChangesAsync yielded a null page. Yield pages only.");
        using (page)
        {
            if (read.Stop is not null)
                CheckRun.Fail("GetChangesAsync went on after a page with a stop reason. Only the last page has one.");
            if (string.IsNullOrEmpty(page.Position))
                CheckRun.Fail("A page of changes has no position. Each page says up to where everything has been reported.");
            var keys = bed.Object.KeyFields.Select(page.Changed.Schema.IndexOf).ToArray();
            if (keys.Any(key => key < 0))
                CheckRun.Fail("Changed records lack their key fields. Add them in front of the requested fields.");
            var found = new List<string>();
            foreach (var record in page.Changed)
            {
                var row = record;
                found.Add(string.Join('\u001f', keys.Select(key => row.GetValue(key).ToInvariantString())));
            }

            read.Pages.Add(found);
            read.Keys.UnionWith(found);
            read.Deleted.UnionWith(page.DeletedIds);
            read.Positions.Add(page.Position);
            read.Stop = page.Changed.StopReason;
        }

        if (read.Positions.Count > MaxPages)
            CheckRun.Fail($"GetChangesAsync gave {MaxPages} pages and did not end.");
    }

    private static async Task<(TestBed Bed, IChangeFeed Feed)> OpenAsync(CheckRun run, int records)
    {
        run.Needs<IChangeFeed>("change_feed");
        var bed = await run.StartAsync(records).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        if (client is not IChangeFeed feed)
            throw new CheckFailedException("The manifest declares 'change_feed', and the client does not implement IChangeFeed. Rebuild the driver.");
        return (bed, feed);
    }

    private static ChangesRequest Request(TestBed bed, string? since) => new()
    {
        Object = bed.Object.Name,
        Fields = [.. bed.Object.Fields.Select(field => field.Name).Take(3)],
        Since = since,
        PageSize = bed.Object.PageSize,
    };

    private static async Task<ChangeRead> SinceAsync(TestBed bed, IChangeFeed feed, string? since)
    {
        var read = await ReadAsync(bed, feed, Request(bed, since)).ConfigureAwait(false);
        if (read.Error is { } error)
            CheckRun.Fail($"GetChangesAsync failed, and nothing was wrong with the system: {bed.Run.Describe(error)}");
        return read;
    }

    private static async Task<HashSet<string>> HeldAsync(TestBed bed) =>
        [.. (await bed.Target.SnapshotAsync(bed.Run.CancellationToken).ConfigureAwait(false)).Select(row => row.Key(bed.Object.KeyFields))];

    private static async Task BoundaryAsync(CheckRun run)
    {
        var (bed, feed) = await OpenAsync(run, (run.Object.PageSize * 2) + 3).ConfigureAwait(false);
        bed.Clock.Frozen = true;
        var all = await HeldAsync(bed).ConfigureAwait(false);
        var read = await SinceAsync(bed, feed, null).ConfigureAwait(false);
        run.Require(read.Keys.SetEquals(all), $"The first reading gave {read.Keys.Count} of {all.Count} records.");

        var ties = RowFactory.Make(run.Object, 3, run.Options.Seed, first: 400);
        await bed.Target.PutAsync(ties, run.CancellationToken).ConfigureAwait(false);
        read = await AddedAsync(run, bed, feed, read, all, "changed in the moment at which the last reading ended (same time of change)").ConfigureAwait(false);

        bed.Clock.Advance(TimeSpan.FromSeconds(1));
        all = await HeldAsync(bed).ConfigureAwait(false);
        await bed.Target.PutAsync(RowFactory.Make(run.Object, 2, run.Options.Seed, first: 500), run.CancellationToken).ConfigureAwait(false);
        await bed.Target.DeleteAsync([ties[0]], run.CancellationToken).ConfigureAwait(false);
        var left = await HeldAsync(bed).ConfigureAwait(false);
        var gone = all.Except(left, StringComparer.Ordinal).ToArray();
        bed.Clock.Advance(TimeSpan.FromSeconds(1));
        read = await AddedAsync(run, bed, feed, read, all, "changed one second after the last reading").ConfigureAwait(false);
        if ((await ((IDriverClient)feed).GetFieldsAsync(new GetFieldsRequest { Object = run.Object.Name }, run.CancellationToken).ConfigureAwait(false)).DeletesUnknown)
            run.Require(read.Deleted.Count == 0, $"The schema says that deletes are not known, and the changes report {read.Deleted.Count}. Leave one of the two out.");
        else
            run.Require(gone.All(key => read.Deleted.Contains(key.Replace('\u001f', ','))) || gone.Length == read.Deleted.Count, $"{gone.Length} record was deleted, and the changes report {read.Deleted.Count} deletes.");

        if (run.Object.LateCommit <= TimeSpan.Zero)
            return;
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        all = await HeldAsync(bed).ConfigureAwait(false);
        await bed.Target.PutAsync(RowFactory.Make(run.Object, 1, run.Options.Seed, first: 600), run.CancellationToken).ConfigureAwait(false);
        read = await AddedAsync(run, bed, feed, read, all, "changed a minute later").ConfigureAwait(false);
        all = await HeldAsync(bed).ConfigureAwait(false);
        var late = RowFactory.Make(run.Object, 1, run.Options.Seed, first: 700)[0];
        await bed.Target.PutAsync([new ConformanceRow(late.Names.Select(name => KeyValuePair.Create(name, late[name]))) { ChangedAt = bed.Clock.GetUtcNow() - run.Object.LateCommit }], run.CancellationToken).ConfigureAwait(false);
        _ = await AddedAsync(run, bed, feed, read, all, "changed before the last reading and became visible only after it").ConfigureAwait(false);
    }

    /// <summary>Reads on, and expects what is there now and was not.</summary>
    private static async Task<ChangeRead> AddedAsync(CheckRun run, TestBed bed, IChangeFeed feed, ChangeRead before, HashSet<string> known, string what)
    {
        var added = (await HeldAsync(bed).ConfigureAwait(false)).Except(known, StringComparer.Ordinal).ToArray();
        var read = await SinceAsync(bed, feed, before.Positions[^1]).ConfigureAwait(false);
        var missing = added.Count(key => !read.Keys.Contains(key));
        run.Require(missing == 0, $"Of {added.Length} records that were {what}, the next reading lacks {missing}. Read again from the edge itself; a change may come twice, never not at all.");
        return read;
    }

    private static async Task ResumeAsync(CheckRun run)
    {
        var (bed, feed) = await OpenAsync(run, 0).ConfigureAwait(false);
        for (var slice = 0; slice < 5; slice++)
        {
            await bed.Target.PutAsync(RowFactory.Make(run.Object, run.Object.PageSize, run.Options.Seed, first: slice * run.Object.PageSize), run.CancellationToken).ConfigureAwait(false);
            bed.Clock.Advance(TimeSpan.FromSeconds(90));
        }

        var all = await HeldAsync(bed).ConfigureAwait(false);
        var whole = await SinceAsync(bed, feed, null).ConfigureAwait(false);
        run.Require(whole.Keys.SetEquals(all), $"The first reading gave {whole.Keys.Count} of {all.Count} records.");
        for (var page = 0; page < whole.Positions.Count; page++)
        {
            var rest = await SinceAsync(bed, feed, whole.Positions[page]).ConfigureAwait(false);
            var union = whole.Pages.Take(page + 1).SelectMany(keys => keys).Concat(rest.Keys).ToHashSet(StringComparer.Ordinal);
            run.Require(
                union.SetEquals(all),
                $"Read to page {page + 1} of {whole.Positions.Count} and gone on from its position, {all.Count - union.Count} of {all.Count} records are lost. A page's position covers no more than the pages up to it.");
        }
    }

    private static async Task PositionAsync(CheckRun run)
    {
        var (bed, feed) = await OpenAsync(run, run.Object.PageSize + 2).ConfigureAwait(false);
        bed.Clock.Advance(TimeSpan.FromHours(1));
        var read = await SinceAsync(bed, feed, null).ConfigureAwait(false);
        for (var time = 0; time < 3; time++)
        {
            bed.Clock.Advance(TimeSpan.FromHours(1));
            read = await SinceAsync(bed, feed, read.Positions[^1]).ConfigureAwait(false);
        }

        run.Require(read.Keys.Count == 0, $"Nothing has changed for hours, and reading on from the last position gives {read.Keys.Count} records again and again.");
        var all = await HeldAsync(bed).ConfigureAwait(false);
        await bed.Target.PutAsync(RowFactory.Make(run.Object, 2, run.Options.Seed, first: 800), run.CancellationToken).ConfigureAwait(false);
        _ = await AddedAsync(run, bed, feed, read, all, "changed after readings that found nothing").ConfigureAwait(false);

        var future = await ReadAsync(bed, feed, new ChangesRequest { Object = run.Object.Name, Fields = run.Object.KeyFields, SinceTime = bed.Clock.GetUtcNow().AddYears(20) }).ConfigureAwait(false);
        run.Require(future.Error is not null || future.Keys.Count == 0, $"Asked for changes after a moment in 20 years, the driver gave {future.Keys.Count} records.");
        var wrong = await ReadAsync(bed, feed, Request(bed, "no position of this driver")).ConfigureAwait(false);
        run.Require(
            wrong.Error is { } error && (error.Code == DriverErrorCode.CursorExpired || error.Code == DriverErrorCode.InvalidQuery || error.Code == DriverErrorCode.InvalidValue),
            $"A position that is none was answered with {wrong.Error?.Code.Value ?? "success"}; expected 'cursor_expired' or 'invalid_query'.");
    }
}
