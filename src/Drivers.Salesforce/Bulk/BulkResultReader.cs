using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Reads the pages of a job's result as they come. A page that breaks off is asked for again and its known rows are skipped: a result does not change.
/// </summary>
internal sealed class BulkResultReader(DriverHttp http, BulkLayout layout, DriverContext context, string version, BulkCursor start) : IAsyncDisposable
{
    private const int MaxAttempts = 5;
    private const int RowsPerPage = 50_000;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private HttpBody? body;
    private CsvReader? csv;
    private string? nextLocator;
    private long promised;
    private int failures;

    internal BulkCursor Position { get; private set; } = start;

    internal bool Done { get; private set; }

    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>Adds records until there are so many, or none are left.</summary>
    internal async ValueTask FillAsync(RecordPageWriter writer, int most, CancellationToken cancellationToken)
    {
        while (!Done && writer.Count < most)
        {
            try
            {
                if (csv is null)
                    await OpenAsync(cancellationToken).ConfigureAwait(false);
                if (await ReadAsync(writer, most, cancellationToken).ConfigureAwait(false))
                    continue;
                await EndPageAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (IsBroken(exception) && ++failures < MaxAttempts)
            {
                context.Log.Write(DriverLogLevel.Warning, "bulk_page_broken", string.Create(CultureInfo.InvariantCulture, $"{exception.GetType().Name} after {Position.ReadOfPage} rows of a page; it is read again"));
                await CloseAsync().ConfigureAwait(false);
                await Task.Delay(FirstDelay * failures, context.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is IOException or HttpRequestException or TimeoutException || exception is DriverException { IsTransient: true } driver && driver.Code == DriverErrorCode.IncompleteResult;

    /// <summary>False at the end of the page.</summary>
    private async ValueTask<bool> ReadAsync(RecordPageWriter writer, int most, CancellationToken cancellationToken)
    {
        var read = 0L;
        try
        {
            while (writer.Count < most)
            {
                if (!csv!.TryRead() && !await csv.ReadAsync(cancellationToken).ConfigureAwait(false))
                    return false;
                layout.Write(csv, writer);
                read++;
            }

            return true;
        }
        finally
        {
            Position = Position with { ReadOfPage = Position.ReadOfPage + read, Read = Position.Read + read };
        }
    }

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        var locator = Position.Locator.Length == 0 ? "" : $"&locator={Position.Locator}";
        var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/services/data/{version}/jobs/query/{Position.Job}/results?maxRecords={RowsPerPage}{locator}"));
        request.Headers.Accept.ParseAdd("text/csv");
        body = await http.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        nextLocator = Header("Sforce-Locator");
        promised = long.TryParse(Header("Sforce-NumberOfRecords"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : -1;
        csv = new CsvReader(body.Stream);
        if (!await csv.ReadAsync(cancellationToken).ConfigureAwait(false))
            throw new DriverException(DriverErrorCode.IncompleteResult, "A page of the bulk result is empty. Read it again.") { Retry = RetryAdvice.After };
        layout.ReadHeader(csv);
        for (var skip = Position.ReadOfPage; skip > 0; skip--)
        {
            if (!await csv.ReadAsync(cancellationToken).ConfigureAwait(false))
                throw new DriverException(DriverErrorCode.IncompleteResult, "A page of the bulk result has become shorter. Run the query again.");
        }
    }

    private async ValueTask EndPageAsync()
    {
        if (promised >= 0 && promised != Position.ReadOfPage)
            throw new DriverException(DriverErrorCode.IncompleteResult, string.Create(CultureInfo.InvariantCulture, $"A page of the bulk result promised {promised} records and had {Position.ReadOfPage}. Read it again.")) { Retry = RetryAdvice.After };
        failures = 0;
        await CloseAsync().ConfigureAwait(false);
        if (string.IsNullOrEmpty(nextLocator) || string.Equals(nextLocator, "null", StringComparison.Ordinal))
            Done = true;
        else
            Position = Position with { Locator = nextLocator, ReadOfPage = 0 };
    }

    private async ValueTask CloseAsync()
    {
        csv?.Dispose();
        csv = null;
        if (body is not null)
            await body.DisposeAsync().ConfigureAwait(false);
        body = null;
    }

    private string? Header(string name) => body!.Response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
