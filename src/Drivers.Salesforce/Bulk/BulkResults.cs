using System.Buffers;
using System.Globalization;
using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Reads the three result sets of ingest jobs and puts them into the order of the input.</summary>
internal sealed class BulkResults(DriverHttp http, string version)
{
    private enum Set
    {
        Successful,
        Failed,
        Unprocessed,
    }

    internal async ValueTask<BulkWriteResponse> ReadAsync(WriteMode mode, IReadOnlyList<BulkJobInfo> jobs, BulkOrder order, CancellationToken cancellationToken)
    {
        var assignment = order.Assign();
        var unplaced = 0;
        var written = 0;
        DriverError? reason = null;
        foreach (var job in jobs)
        {
            var ended = job.State == "JobComplete" ? null : Reason(job);
            reason ??= ended;
            var unprocessed = WriteOutcome.Failed(ended ?? NotProcessed());
            var counts = new int[3];
            foreach (var set in Enum.GetValues<Set>())
            {
                foreach (var row in await ReadAsync(job.Id!, set, mode, cancellationToken).ConfigureAwait(false))
                {
                    counts[(int)set]++;
                    if (!assignment.Take(row.Print, row.Outcome ?? unprocessed))
                        unplaced++;
                }
            }

            written += counts[(int)Set.Successful];
            Check(job, counts);
        }

        if (unplaced > 0)
            throw new DriverException(DriverErrorCode.IncompleteResult, string.Create(CultureInfo.InvariantCulture, $"{unplaced} rows of the job's results are none of the records that were uploaded. Upload the records of this job.")) { Target = jobs[0].Id };
        var state = jobs.All(static job => job.State == "Aborted") ? BulkJobState.Aborted
            : reason is not null && written == 0 ? BulkJobState.Failed
            : BulkJobState.Completed;
        var missing = state == BulkJobState.Completed && reason is null ? WriteOutcome.Unknown(Lost()) : WriteOutcome.Failed(reason ?? NotProcessed());
        return new BulkWriteResponse { State = order.Count == 0 || order.Sent == 0 ? BulkJobState.Completed : state, Outcomes = assignment.End(missing), Error = order.Sent == 0 ? null : reason };
    }

    private static void Check(BulkJobInfo job, int[] counts)
    {
        if (job.State != "JobComplete" || job.NumberRecordsProcessed is not { } processed)
            return;
        var failed = job.NumberRecordsFailed ?? 0;
        if (counts[(int)Set.Failed] != failed || counts[(int)Set.Successful] != processed - failed)
        {
            throw new DriverException(DriverErrorCode.IncompleteResult, string.Create(
                CultureInfo.InvariantCulture,
                $"The job promised {processed - failed} written and {failed} failed records, and its results have {counts[(int)Set.Successful]} and {counts[(int)Set.Failed]}. Ask for them again."))
            {
                Retry = RetryAdvice.After,
                Target = job.Id,
            };
        }
    }

    private static DriverError Reason(BulkJobInfo job)
    {
        if (job.State == "Aborted")
            return new DriverError { Code = DriverErrorCode.Conflict, Message = "The job was aborted before it came to this record.", Retry = RetryAdvice.Never };
        var error = BulkText.ReadReason(job.ErrorMessage);
        var row = ErrorTable.Find(error.Code, error.Message ?? "");
        return new DriverError
        {
            Code = row == ErrorTable.Unknown ? DriverErrorCode.InvalidValue : row.Code,
            Message = row == ErrorTable.Unknown ? "The bulk job failed as a whole. Write a few records page by page to see why." : SalesforceErrorMapper.MakeRecordError(error).Message,
            Retry = row.Retry,
        };
    }

    private static DriverError NotProcessed() => new() { Code = DriverErrorCode.Unavailable, Message = "The job ended before it came to this record. Send it again.", Retry = RetryAdvice.Now };

    private static DriverError Lost() => new() { Code = DriverErrorCode.Unknown, Message = "The job's results do not name this record. Read it back.", Retry = RetryAdvice.Never };

    private Task<List<Row>> ReadAsync(string job, Set set, WriteMode mode, CancellationToken cancellationToken)
    {
        var name = set switch
        {
            Set.Successful => "successfulResults",
            Set.Failed => "failedResults",
            _ => "unprocessedrecords",
        };
        return http.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, $"/services/data/{version}/jobs/ingest/{job}/{name}/");
                request.Headers.Accept.ParseAdd("text/csv");
                return request;
            },
            async (_, body, token) =>
            {
                var rows = new List<Row>();
                using var csv = new CsvReader(body);
                if (!await csv.ReadAsync(token).ConfigureAwait(false))
                    return rows;
                var skip = set == Set.Unprocessed ? 0 : 2;
                var columns = csv.FieldCount;
                var cells = new ArrayBufferWriter<byte>(1024);
                while (csv.TryRead() || await csv.ReadAsync(token).ConfigureAwait(false))
                {
                    if (csv.FieldCount != columns)
                        throw new DriverException(DriverErrorCode.IncompleteResult, "A row of the job's results has another number of columns than its header. Ask for them again.") { Retry = RetryAdvice.After };
                    rows.Add(Read(csv, cells, skip, set, mode));
                }

                return rows;
            },
            cancellationToken);
    }

    private static Row Read(CsvReader csv, ArrayBufferWriter<byte> cells, int skip, Set set, WriteMode mode)
    {
        cells.ResetWrittenCount();
        for (var i = skip; i < csv.FieldCount; i++)
            BulkRowWriter.Digest(cells, csv.GetField(i));
        var print = BulkRowWriter.Print(cells.WrittenSpan);
        if (set == Set.Unprocessed)
            return new Row(print, null);
        var id = csv.GetField(0) is { IsEmpty: false } text ? Encoding.UTF8.GetString(text) : null;
        return new Row(print, set == Set.Successful
            ? SaveOutcome.Succeeded(mode, id, csv.GetField(1).SequenceEqual("true"u8))
            : SaveOutcome.Failed(mode, id, BulkText.ReadCell(csv.GetField(1)), null));
    }

    private readonly record struct Row(UInt128 Print, WriteOutcome? Outcome);
}
