using System.Globalization;

namespace IntegrationAgent.Driver.Conformance.Records;

/// <summary>Reads a driver's stream and holds it to the rules that every stream has, so that none hangs the kit or goes on for ever.</summary>
internal static class PageReader
{
    private const int MaxPages = 20_000;

    /// <summary>Reads to the end. An error of the driver is in the result; a broken rule fails the check.</summary>
    /// <param name="bed">The system.</param>
    /// <param name="what">The call, for messages.</param>
    /// <param name="open">Starts the stream.</param>
    /// <param name="maxRows">More records than this are a stream without end.</param>
    /// <param name="onPage">Sees each page before it is disposed; null for nothing.</param>
    /// <param name="keepRows">False to count only.</param>
    /// <param name="afterPage">Runs before the next page is asked for; null for nothing.</param>
    public static async Task<QueryRead> ReadAsync(
        TestBed bed,
        string what,
        Func<CancellationToken, IAsyncEnumerable<RecordPage>?> open,
        int maxRows,
        Action<QueryRead, RecordPage>? onPage = null,
        bool keepRows = true,
        Func<QueryRead, Task>? afterPage = null)
    {
        bed.Run.Doing = what;
        var read = new QueryRead();
        var token = bed.Run.CancellationToken;
        var work = Task.Run(
            async () =>
            {
                var stream = open(token) ?? throw new CheckFailedException($"{what} gave null. Return a stream; an empty one ends with a page that says why.");
                try
                {
                    var rows = 0;
                    await foreach (var page in stream.WithCancellation(token).ConfigureAwait(false))
                    {
                        if (page is null)
                            throw new CheckFailedException($"{what} yielded a null page. Yield pages only.");
                        using (page)
                        {
                            Take(bed, what, read, page, keepRows);
                            rows += page.Count;
                            onPage?.Invoke(read, page);
                        }

                        if (afterPage is not null)
                            await afterPage(read).ConfigureAwait(false);

                        if (rows > maxRows || read.Cursors.Count > MaxPages)
                        {
                            throw new CheckFailedException(string.Create(
                                CultureInfo.InvariantCulture,
                                $"{what} gave {rows} records on {read.Cursors.Count} pages where the system has at most {maxRows}, and did not end. Follow each cursor once, and stop at the last page."));
                        }
                    }
                }
                catch (DriverException exception)
                {
                    read.Error = exception;
                }
            },
            CancellationToken.None);
        await work.WaitAsync(token).ConfigureAwait(false);
        if (read is { Error: null, Stop: null })
            CheckRun.Fail($"{what} ended without a stop reason. The last page, and only it, says why the stream ends: Exhausted, Limit or Budget.");
        return read;
    }

    /// <summary>Reads a query.</summary>
    public static Task<QueryRead> QueryAsync(this TestBed bed, IDriverClient client, QueryRequest request, int maxRows = 5_000, Action<QueryRead, RecordPage>? onPage = null, bool keepRows = true) =>
        ReadAsync(bed, "QueryAsync", token => client.QueryAsync(request, token), maxRows, onPage, keepRows);

    /// <summary>Reads a query that must not fail.</summary>
    public static async Task<QueryRead> QueryAllAsync(this TestBed bed, IDriverClient client, QueryRequest request, int maxRows = 5_000)
    {
        var read = await bed.QueryAsync(client, request, maxRows).ConfigureAwait(false);
        if (read.Error is { } error)
            CheckRun.Fail($"QueryAsync failed, and nothing was wrong with the system: {bed.Run.Describe(error)}");
        return read;
    }

    /// <summary>All fields that the adapter states, in pages of its size.</summary>
    public static QueryRequest WholeObject(this TestBed bed) => new()
    {
        Object = bed.Object.Name,
        Fields = [.. bed.Object.Fields.Select(field => field.Name)],
        PageSize = bed.Object.PageSize,
    };

    private static void Take(TestBed bed, string what, QueryRead read, RecordPage page, bool keepRows)
    {
        if (read.Stop is not null)
            CheckRun.Fail($"{what} went on after a page with a stop reason. Only the last page has one.");
        if (read.Schema is null)
        {
            read.Schema = page.Schema;
            read.CallsAtFirstPage = bed.Http.Count;
        }
        else if (!read.Schema.Fields.Select(field => (field.Name, field.Type)).SequenceEqual(page.Schema.Fields.Select(field => (field.Name, field.Type))))
        {
            CheckRun.Fail($"{what} changed its schema from page to page. One stream has one schema.");
        }

        if (keepRows)
        {
            foreach (var record in page)
            {
                var row = record;
                read.Rows.Add(new ConformanceRow(page.Schema.Fields.Select((field, i) => KeyValuePair.Create(field.Name, row.GetValue(i)))));
            }
        }

        read.Stop = page.StopReason;
        read.Total = page.TotalCount ?? read.Total;
        read.Cursors.Add(page.Cursor);
        read.Counts.Add((read.Counts.Count == 0 ? 0 : read.Counts[^1]) + page.Count);
    }
}
