using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Fetches one page after the other of a plan. One at a time; holds two writers, so that a page can be fetched while the one before is handed out. The address
/// of the next page stands before the records: while somebody waits for these, the next page is asked for already, so that Salesforce works on it meanwhile.
/// </summary>
internal sealed class PageFetcher : IAsyncDisposable
{
    private readonly QueryTransport transport;
    private readonly QueryPlan plan;
    private readonly JsonPageReader reader;
    private readonly RecordPageWriter[] writers;
    private readonly RecordPageWriter? wide;
    private int turn;
    private (string Address, Task<HttpBody> Answer)? ahead;
    private CancellationToken stop;

    internal PageFetcher(QueryTransport transport, QueryPlan plan)
    {
        this.transport = transport;
        this.plan = plan;
        reader = new JsonPageReader(plan.Map, "records", "totalSize", "done", "nextRecordsUrl") { BeforeRecords = AskAhead };
        writers = [new RecordPageWriter(plan.Schema), new RecordPageWriter(plan.Schema)];
        wide = plan.CutsHere ? new RecordPageWriter(plan.Map.Schema) : null;
    }

    /// <summary>True while the caller waits for a page, and wants the one after it too. A page that nobody waits for would have its connection stand still.</summary>
    internal bool MayAskAhead { get; set; }

    public async ValueTask DisposeAsync()
    {
        await DropAheadAsync().ConfigureAwait(false);
        foreach (var writer in writers)
            writer.Dispose();
        wide?.Dispose();
    }

    internal async Task<PageAnswer> FetchAsync(QueryCursor position, CancellationToken cancellationToken)
    {
        var writer = writers[turn ^= 1];
        var target = wide ?? writer;
        stop = cancellationToken;
        if (!await TryReadAheadAsync(position, target, cancellationToken).ConfigureAwait(false))
            await transport.ReadAsync(plan, position, reader, target, cancellationToken).ConfigureAwait(false);
        if (plan.CountOnly)
            return Count(target);
        if (plan.ChildColumns.Count > 0)
            return await WithChildrenAsync(target, position, cancellationToken).ConfigureAwait(false);
        return Answer(target, writer, position);
    }

    private void AskAhead()
    {
        if (MayAskAhead && ahead is null && reader.GetEnvelope(1) == "false" && reader.GetEnvelope(2) is { } next && QueryCursor.IsNextPage(next))
            ahead = (next, transport.OpenAsync(next, stop));
    }

    private async ValueTask<bool> TryReadAheadAsync(QueryCursor position, RecordPageWriter target, CancellationToken cancellationToken)
    {
        if (ahead is not { } asked)
            return false;
        if (asked.Address != position.Next)
        {
            await DropAheadAsync().ConfigureAwait(false);
            return false;
        }

        ahead = null;
        var page = await asked.Answer.ConfigureAwait(false);
        return await QueryTransport.TryReadAsync(page, reader, target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a call whose answer is not wanted any more.</summary>
    private async ValueTask DropAheadAsync()
    {
        if (ahead is not { } asked)
            return;
        ahead = null;
        await ((Task)asked.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asked.Answer.IsCompletedSuccessfully)
            await (await asked.Answer.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private PageAnswer Answer(RecordPageWriter target, RecordPageWriter writer, QueryCursor position)
    {
        // Every page says whether it is the last: one that does not is no page, and must not look like an empty one.
        if (reader.GetEnvelope(1) is not ("true" or "false"))
            throw new DriverException(DriverErrorCode.IncompleteResult, "Salesforce's answer has another form than expected. Try again.") { Retry = RetryAdvice.After };
        var count = target.Count;
        var kept = wide is null ? count : PageAnswer.Reduce(plan, wide, writer, position.Returned);
        return new PageAnswer(writer)
        {
            TotalSize = long.TryParse(reader.GetEnvelope(0), NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : null,
            Done = reader.GetEnvelope(1) != "false",
            Next = reader.GetEnvelope(2),
            Count = count,
            Kept = kept,
            ReturnedBefore = position.Returned,
        };
    }

    /// <summary>Children that do not fit one answer have a next page of their own; half a list must not look like a whole one.</summary>
    private async ValueTask<PageAnswer> WithChildrenAsync(RecordPageWriter target, QueryCursor position, CancellationToken cancellationToken)
    {
        var answer = Answer(target, writers[turn], position);
        var copy = writers[turn];
        using var page = copy.ToPage();
        for (var row = 0; row < page.Count; row++)
        {
            var joined = new byte[]?[plan.Schema.Fields.Count];
            foreach (var column in plan.ChildColumns)
            {
                if (page[row].IsNull(column) || !ChildSplicer.IsCut(page[row].GetBytes(column).Span))
                    continue;
                joined[column] = await transport.Children.JoinAsync(page[row].GetBytes(column), plan.Schema.Fields[column].Name, cancellationToken).ConfigureAwait(false);
            }

            copy.BeginRecord();
            for (var field = 0; field < joined.Length; field++)
            {
                if (joined[field] is { } whole)
                    copy.WriteUtf8(whole);
                else
                    copy.CopyField(page[row], field);
            }

            copy.EndRecord();
        }

        return answer;
    }

    /// <summary>A count is in the envelope; it becomes the only record.</summary>
    private PageAnswer Count(RecordPageWriter writer)
    {
        if (!long.TryParse(reader.GetEnvelope(0), NumberStyles.None, CultureInfo.InvariantCulture, out var total))
            throw new DriverException(DriverErrorCode.IncompleteResult, "Salesforce counted and did not say the result. Try again.") { Retry = RetryAdvice.After };
        writer.BeginRecord();
        writer.WriteInt64(total);
        writer.EndRecord();
        return new PageAnswer(writer) { TotalSize = 1, Done = true, Count = 1, Kept = 1 };
    }
}
