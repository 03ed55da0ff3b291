using System.Net;
using System.Text;
using IntegrationAgent.Driver.Conformance.Faults;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Reading that is cut short says so.</summary>
internal static class CompletenessChecks
{
    private const int MaxCallsInLoop = 60;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(26, "query-stop-reason", ConformanceTier.Hermetic,
            "Stops a query by limit, by a budget of calls, by faults between pages, and goes on from every cursor: never Exhausted with records left.",
            "A part of the data is taken for the whole.",
            StopReasonAsync),
        new(28, "cursor-loop-guard", ConformanceTier.Hermetic,
            "Gives the second page again and again; the driver must notice and fail.",
            "A run never ends and uses up the quota.",
            LoopAsync),
        new(29, "cursor-expiry", ConformanceTier.Hermetic,
            "Lets the cursor expire between pages; the driver begins anew without gaps or says cursor_expired.",
            "A long read has a hole in it.",
            ExpiryAsync),
        new(34, "long-query", ConformanceTier.Hermetic,
            "Filters with 2,000 values; the driver answers rightly or with a typed error.",
            "A long query fails with an error that nobody understands.",
            LongQueryAsync),
    ];

    private static async Task StopReasonAsync(CheckRun run)
    {
        var size = run.Object.PageSize * 3;
        var bed = await run.StartAsync(size).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        await LimitsAsync(run, bed, client, size).ConfigureAwait(false);
        await BudgetAsync(run, bed, client).ConfigureAwait(false);
        await CursorsAsync(run, bed, client).ConfigureAwait(false);
        if (!bed.IsHttp)
            return;
        FaultAction[] faults =
        [
            new FaultAction.CutBody(), new FaultAction.Answer(HttpStatusCode.InternalServerError), new FaultAction.Answer(HttpStatusCode.Forbidden),
            new FaultAction.Answer(HttpStatusCode.NotFound), new FaultAction.Answer(HttpStatusCode.OK, "<html>", "text/html"),
        ];
        foreach (var fault in faults)
            await FaultAsync(run, bed, client, size, fault).ConfigureAwait(false);
    }

    private static async Task LimitsAsync(CheckRun run, TestBed bed, IDriverClient client, int size)
    {
        foreach (var limit in new[] { 1, run.Object.PageSize, run.Object.PageSize + 1, size - 1, size, size + 10 })
        {
            var read = await bed.QueryAllAsync(client, WithLimit(bed, limit)).ConfigureAwait(false);
            var expected = Math.Min(limit, size);
            run.Require(read.Rows.Count == expected, $"With Limit {limit} of {size} records the driver gave {read.Rows.Count}; expected {expected}.");
            var right = limit < size ? read.Stop == StopReason.Limit : limit == size ? read.Stop is StopReason.Limit or StopReason.Exhausted : read.Stop == StopReason.Exhausted;
            run.Require(right, $"With Limit {limit} of {size} records the stream stopped with {read.Stop}; expected {(limit < size ? "Limit" : "Exhausted")}.");
        }
    }

    private static async Task BudgetAsync(CheckRun run, TestBed bed, IDriverClient client)
    {
        var whole = bed.WholeObject();
        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        var rows = new List<ConformanceRow>();
        string? cursor = null;
        for (var part = 0; part <= held.Count; part++)
        {
            var read = await bed.QueryAllAsync(client, new QueryRequest { Object = whole.Object, Fields = whole.Fields, PageSize = whole.PageSize, MaxCalls = 1, Cursor = cursor }).ConfigureAwait(false);
            rows.AddRange(read.Rows);
            if (read.Stop == StopReason.Exhausted)
                break;
            run.Require(read.Stop == StopReason.Budget, $"With MaxCalls 1 the stream stopped with {read.Stop}; expected Budget where records are left.");
            cursor = read.Cursors[^1];
            run.Require(cursor is not null, "A stream that stops with Budget gives no cursor. Its last page carries the one that continues.");
        }

        QueryChecks.Compare(run, rows, held);
    }

    private static async Task CursorsAsync(CheckRun run, TestBed bed, IDriverClient client)
    {
        var whole = bed.WholeObject();
        var read = await bed.QueryAllAsync(client, whole).ConfigureAwait(false);
        for (var page = 0; page < read.Cursors.Count; page++)
        {
            if (read.Cursors[page] is not { } cursor || (page == read.Cursors.Count - 1 && read.Stop == StopReason.Exhausted))
                continue;
            var rest = await bed.QueryAllAsync(client, new QueryRequest { Object = whole.Object, Fields = whole.Fields, PageSize = whole.PageSize, Cursor = cursor }).ConfigureAwait(false);
            run.Require(
                rest.Rows.Count == read.Rows.Count - read.Counts[page],
                $"Continued after page {page + 1}, the driver gave {rest.Rows.Count} records; {read.Rows.Count - read.Counts[page]} were left. A page's cursor continues right after it.");
        }
    }

    private static async Task FaultAsync(CheckRun run, TestBed bed, IDriverClient client, int size, FaultAction fault)
    {
        var (armed, hit) = (false, false);
        bed.Http.Rule = _ =>
        {
            if (!Volatile.Read(ref armed))
                return null;
            hit = true;
            return fault;
        };
        var read = await bed.QueryAsync(client, bed.WholeObject(), onPage: (_, _) => Volatile.Write(ref armed, true)).ConfigureAwait(false);
        bed.Http.Rule = static _ => null;
        if (read.Stop is not null)
        {
            run.Require(
                read.Rows.Count == size,
                $"The system failed between pages ({Name(fault)}), and after {read.Rows.Count} of {size} records the stream stopped with {read.Stop}. A fault throws; only a complete stream is Exhausted.");
        }
        else if (hit)
        {
            run.Observe();
        }
    }

    private static string Name(FaultAction fault) => fault is FaultAction.Answer answer ? $"status {(int)answer.Status}" : "the body broke off";

    private static QueryRequest WithLimit(TestBed bed, int limit)
    {
        var whole = bed.WholeObject();
        return new QueryRequest { Object = whole.Object, Fields = whole.Fields, PageSize = whole.PageSize, Limit = limit };
    }

    private static async Task LoopAsync(CheckRun run)
    {
        var bed = await run.StartAsync(run.Object.PageSize * 4).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        run.NeedsHttp(bed);
        var before = bed.Http.Count;
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        HttpCall[] clean = [.. bed.Http.Calls.Where(call => call.Index > before)];
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        var perQuery = bed.Http.Count - before - clean.Length;
        run.Observe();
        if (perQuery < 3)
            return;

        // The answers of a second query: the first may also have read descriptions.
        HttpCall[] pages = [.. bed.Http.Calls.Where(call => call.Index > before + clean.Length)];
        var again = new FaultAction.Answer(
            HttpStatusCode.OK,
            Encoding.UTF8.GetString(pages[1].ResponseBody),
            pages[1].ResponseHeaders.GetValueOrDefault("Content-Type", "application/json"),
            [.. pages[1].ResponseHeaders.Where(header => !header.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && header.Key is not "Transfer-Encoding").Select(header => (header.Key, header.Value))]);
        var first = bed.Http.Count;
        bed.Http.Rule = call => call.Index - first > 1 ? again : null;
        var read = await bed.QueryAsync(client, bed.WholeObject(), run.Object.PageSize * MaxCallsInLoop).ConfigureAwait(false);
        bed.Http.Rule = static _ => null;
        run.Require(read.Error is not null, $"The system gave its second page again and again, and the stream stopped with {read.Stop} after {read.Rows.Count} records. Fail with incomplete_result when a cursor or a page comes twice.");
        run.Require(bed.Http.Count - first <= MaxCallsInLoop, $"The system gave its second page again and again, and the driver made {bed.Http.Count - first} calls before it noticed.");
    }

    private static async Task ExpiryAsync(CheckRun run)
    {
        var bed = await run.StartAsync(run.Object.PageSize * 4).ConfigureAwait(false);
        var fault = bed.Target.Faults.FirstOrDefault(one => one.Code == DriverErrorCode.CursorExpired && one.ArmAsync is null);
        if (fault is null)
        {
            if (run.Facts.ErrorCodes.Contains(DriverErrorCode.CursorExpired.Value, StringComparer.Ordinal) && run.Facts.DeclaresHttp)
                CheckRun.Fail("The manifest declares the error 'cursor_expired', and the adapter gives no fault with that code. Add one to ConformanceTarget.Faults.");
            CheckRun.NotApplicable("the manifest does not declare the error 'cursor_expired'");
        }

        var client = await bed.ConnectAsync().ConfigureAwait(false);
        run.NeedsHttp(bed);
        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        foreach (var when in new[] { 2, 3 })
        {
            var first = bed.Http.Count;
            bed.Http.Rule = call => call.Index - first == when ? FaultList.AnswerOf(fault) : null;
            var read = await bed.QueryAsync(client, bed.WholeObject()).ConfigureAwait(false);
            bed.Http.Rule = static _ => null;
            if (read.Error is { } error)
                run.Require(error.Code == DriverErrorCode.CursorExpired, $"The cursor expired, and the driver failed with '{error.Code}'; expected 'cursor_expired', or a new beginning without gaps.");
            else
                QueryChecks.Compare(run, read.Rows, held);
        }
    }

    private static async Task LongQueryAsync(CheckRun run)
    {
        var bed = await run.StartAsync(run.Object.PageSize).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var key = run.Object.WriteKey[0];
        var wanted = RowFactory.Make(run.Object, 10, run.Options.Seed).Select(row => row[key]);
        var others = RowFactory.Make(run.Object, 1_990, run.Options.Seed, first: 100_000).Select(row => row[key]);
        var filter = Filter.In(key, [.. wanted, .. others]);
        var read = await bed.QueryAsync(client, new QueryRequest { Object = run.Object.Name, Fields = run.Object.KeyFields, Filter = filter }).ConfigureAwait(false);
        if (read.Error is { } error)
            run.Require(error.Code == DriverErrorCode.InvalidQuery || error.Code == DriverErrorCode.Unsupported, $"A filter with 2,000 values failed with '{error.Code}'; expected an answer, or 'invalid_query' with what to do.");
        else
            run.Require(read.Rows.Count == Math.Min(10, run.Object.PageSize), $"A filter with 2,000 values, 10 of them there, gave {read.Rows.Count} records.");
    }
}
