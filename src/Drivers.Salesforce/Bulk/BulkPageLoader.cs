using System.Globalization;
using System.Web;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Loads pages of a job's result. A page that breaks off is asked for again from its beginning: a result does not change. Thread-safe.
/// </summary>
internal sealed class BulkPageLoader(DriverHttp http, BulkLayout layout, RecordSchema schema, DriverContext context, string version)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>How many rows a page has.</summary>
    internal int RowsPerPage { get; init; } = 10_000;

    /// <summary>The locators of the next pages, up to five, and where to ask for more; null where the org offers no such list.</summary>
    internal async Task<BulkPageList?> ListAsync(string job, string locator, CancellationToken cancellationToken)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"/services/data/{version}/jobs/query/{job}/resultPages?maxRecords={RowsPerPage}{(locator.Length == 0 ? "" : $"&locator={locator}")}");
        BulkResultPages? answer;
        try
        {
            answer = await http.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Get, address),
                static async (_, body, token) => await AnswerJson.ReadAsync(body, SalesforceJson.Default.BulkResultPages, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.ObjectNotFound || exception.Code == DriverErrorCode.Unsupported)
        {
            return null;
        }

        if (answer is null)
            return null;
        var locators = answer.ResultPages.ConvertAll(page => LocatorOf(page.ResultUrl));
        var next = answer.Done || string.IsNullOrEmpty(answer.NextRecordsUrl) ? null : LocatorOf(answer.NextRecordsUrl);
        return locators.Contains(null) || (!answer.Done && string.IsNullOrEmpty(next)) ? null : new BulkPageList(locators!, next);
    }

    /// <summary>Loads one page, in parts of so many records. The first of its rows may be left out.</summary>
    internal async Task<BulkLoadedPage> LoadAsync(string job, string locator, long skip, int size, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryLoadAsync(job, locator, skip, size, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsBroken(exception) && attempt < MaxAttempts)
            {
                context.Log.Write(DriverLogLevel.Warning, "bulk_page_broken", $"{exception.GetType().Name}; the page is read again");
                await Task.Delay(FirstDelay * attempt, context.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is IOException or HttpRequestException or TimeoutException || exception is DriverException { IsTransient: true } driver && driver.Code == DriverErrorCode.IncompleteResult;

    private static string? LocatorOf(string address)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        var locator = mark < 0 ? "" : HttpUtility.ParseQueryString(address[(mark + 1)..])["locator"] ?? "";
        return locator.Length == 0 || BulkCursor.IsWord(locator) ? locator : null;
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private async Task<BulkLoadedPage> TryLoadAsync(string job, string locator, long skip, int size, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, string.Create(
            CultureInfo.InvariantCulture, $"/services/data/{version}/jobs/query/{job}/results?maxRecords={RowsPerPage}{(locator.Length == 0 ? "" : $"&locator={locator}")}"));
        request.Headers.Accept.ParseAdd("text/csv");
        var parts = new List<RecordPageWriter>();
        try
        {
            var body = await http.OpenAsync(request, cancellationToken).ConfigureAwait(false);
            await using var held = body.ConfigureAwait(false);
            var promised = long.TryParse(Header(body.Response, "Sforce-NumberOfRecords"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : -1;
            var next = Header(body.Response, "Sforce-Locator");
            var rows = await ReadAsync(body.Stream, parts, skip, size, cancellationToken).ConfigureAwait(false);
            if (promised >= 0 && promised != rows)
                throw new DriverException(DriverErrorCode.IncompleteResult, string.Create(CultureInfo.InvariantCulture, $"A page of the bulk result promised {promised} records and had {rows}. Read it again.")) { Retry = RetryAdvice.After };
            return new BulkLoadedPage(parts, string.IsNullOrEmpty(next) || string.Equals(next, "null", StringComparison.Ordinal) ? null : next);
        }
        catch
        {
            foreach (var part in parts)
                part.Dispose();
            throw;
        }
    }

    private async ValueTask<long> ReadAsync(Stream stream, List<RecordPageWriter> parts, long skip, int size, CancellationToken cancellationToken)
    {
        using var csv = new CsvReader(stream);
        if (!await csv.ReadAsync(cancellationToken).ConfigureAwait(false))
            throw new DriverException(DriverErrorCode.IncompleteResult, "A page of the bulk result is empty. Read it again.") { Retry = RetryAdvice.After };
        var order = layout.ReadHeader(csv);
        var rows = 0L;
        RecordPageWriter? writer = null;
        while (csv.TryRead() || await csv.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows++ < skip)
                continue;
            if (writer is null || writer.Count == size)
                parts.Add(writer = new RecordPageWriter(schema));
            layout.Write(csv, order, writer);
        }

        if (rows < skip)
            throw new DriverException(DriverErrorCode.IncompleteResult, "A page of the bulk result has become shorter. Run the query again.");
        return rows;
    }
}
