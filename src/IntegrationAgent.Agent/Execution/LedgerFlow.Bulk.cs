using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <content>
/// Writes through jobs of the target, where the plan chose so. A job is one batch: its intent is durable, then it is opened, then its handle is durable, and only
/// then its upload closes. A job whose handle nobody has was therefore never closed, and nothing of it was written; one whose handle is known is gone on with.
/// </content>
internal sealed partial class LedgerFlow
{
    private const string JobMark = "/job";
    private const int MaxFailedCalls = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private readonly BulkPages waiting = new();
    private bool bulk = isBulk;
    private bool hasJobs;
    private long lastJobEnd;

    /// <summary>Takes a page of the script: it leaves at once, or with others as one job. Takes the page.</summary>
    public async Task TakeAsync(WirePage page, CancellationToken cancellationToken)
    {
        if (!bulk)
        {
            await SendAsync(page, cancellationToken).ConfigureAwait(false);
            return;
        }

        while (bulk && waiting.IsFullFor(page))
            await SendWaitingAsync(cancellationToken).ConfigureAwait(false);
        if (bulk)
        {
            waiting.Add(page);
            return;
        }

        await SendPagesAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(page, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what still waits to be enough for a job. What is little from the beginning goes page by page.</summary>
    public async Task EndTakingAsync(CancellationToken cancellationToken)
    {
        bulk &= hasJobs || waiting.Count >= BulkChoice.Least;
        while (bulk && waiting.Count > 0)
            await SendWaitingAsync(cancellationToken).ConfigureAwait(false);
        await SendPagesAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SendPagesAsync(CancellationToken cancellationToken)
    {
        foreach (var page in waiting.TakeAll())
            await SendAsync(page, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendWaitingAsync(CancellationToken cancellationToken)
    {
        // What cannot be repeated ends where a page of the source does, so that a run that goes on from there has the same jobs.
        var page = waiting.TakeAsOne(IsRepeatable ? null : lastJobEnd, out var sourcePosition);
        lastJobEnd = sourcePosition;
        keyOrdinals ??= KeyText.Ordinals(page.Schema, body.KeyFields);
        var batch = new PendingBatch(new EffectKey(step, nextBatch++), page, sourcePosition, session.Time.GetUtcNow());
        try
        {
            await session.RequireCallsAsync(body.Connection, cancellationToken).ConfigureAwait(false);
            await WithinEnvelopeAsync(page, cancellationToken).ConfigureAwait(false);
            await JobAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (!pending.ContainsKey(batch.Key.BatchNumber))
                batch.Dispose();
            throw;
        }
    }

    private async Task JobAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        batch.Intent = JobIntentOf(batch);
        RequireSame(batch.Intent);
        var entry = await session.Store.Effects.BeginAsync(session.Lease, batch.Intent, cancellationToken).ConfigureAwait(false);
        var same = entry.Intent.IntentDigest == batch.Intent.IntentDigest;
        OperationHandle? handle = null;
        switch (entry.Status)
        {
            case EffectStatus.Acknowledged when same:
                acknowledgedBefore[batch.Key.BatchNumber] = sentPages = batch.SourcePages;
                batch.Dispose();
                return;
            case EffectStatus.Acknowledged:
                await MoveBehindAsync(batch, cancellationToken).ConfigureAwait(false);
                break;
            case EffectStatus.InDoubt when !entry.Intent.Correlation.EndsWith(JobMark, StringComparison.Ordinal):
                // It left page by page then; it is repeated or asked after page by page now.
                await SendAgainAsync(batch, same, entry, cancellationToken).ConfigureAwait(false);
                return;
            case EffectStatus.InDoubt when entry.Handle.Length > 0 && same:
                handle = HandleOf(entry.Handle);
                break;
            case EffectStatus.InDoubt when entry.Handle.Length > 0:
                if (!IsRepeatable)
                    throw NeedsPerson("the records that it would send are not those that it sent before");
                await EndedAsync(HandleOf(entry.Handle), cancellationToken).ConfigureAwait(false);
                await session.Store.Effects.RepeatAsync(session.Lease, batch.Intent, "the source has changed, and a keyed write may be repeated", cancellationToken).ConfigureAwait(false);
                break;
            case EffectStatus.InDoubt:
                await session.Store.Effects.RepeatAsync(session.Lease, batch.Intent, "its job was never closed: nothing of it was written", cancellationToken).ConfigureAwait(false);
                break;
        }

        handle ??= await OpenJobAsync(batch, cancellationToken).ConfigureAwait(false);
        if (handle is null)
        {
            await SendPageOfAsync(batch, cancellationToken).ConfigureAwait(false);
            return;
        }

        hasJobs = true;
        session.CountJob(body.Connection, body.Object);
        sentPages = batch.SourcePages;
        Sample(batch.Page);
        await UploadAsync(handle, batch.Page, cancellationToken).ConfigureAwait(false);
        var response = await ResultsAsync(handle, batch.Page, cancellationToken).ConfigureAwait(false);
        session.Faults.Hit(FaultPoints.AfterCall);
        await TakeResultsAsync(batch, response, cancellationToken).ConfigureAwait(false);
    }

    private EffectIntent JobIntentOf(PendingBatch batch)
    {
        var intent = IntentOf(batch);
        return new EffectIntent
        {
            Key = intent.Key,
            Connection = intent.Connection,
            Object = intent.Object,
            Verb = intent.Verb,
            Records = intent.Records,
            IntentDigest = intent.IntentDigest,
            Keys = intent.Keys,
            Correlation = intent.Correlation + JobMark,
        };
    }

    /// <summary>Opens a job and keeps its handle. Null where the driver has no job for this write: it goes page by page from here on.</summary>
    private async Task<OperationHandle?> OpenJobAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        OperationHandle handle;
        try
        {
            handle = await target.StartBulkAsync(
                new BulkWriteRequest
                {
                    Object = body.Object,
                    Mode = body.Mode,
                    KeyFields = body.KeyFields,
                    Schema = batch.Page.Schema,
                    CorrelationId = batch.Intent!.Correlation,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.Unsupported)
        {
            bulk = false;
            return null;
        }
        catch (DriverException exception)
        {
            await session.Store.Effects.FailAsync(session.Lease, batch.Key, exception.Code.Value, exception.Message, cancellationToken).ConfigureAwait(false);
            throw;
        }

        session.Faults.Hit(FaultPoints.HandleOpened);
        await session.Store.Effects.SetHandleAsync(session.Lease, batch.Key, JsonSerializer.Serialize(handle, WireJson.Default.OperationHandle), cancellationToken).ConfigureAwait(false);
        return handle;
    }

    private async Task UploadAsync(OperationHandle handle, WirePage page, CancellationToken cancellationToken)
    {
        for (var failed = 1; ; failed++)
        {
            try
            {
                await target.UploadBulkAsync(handle, page, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DriverException exception) when (IsPassing(exception) && failed < MaxFailedCalls)
            {
                // What the job has already is not sent again.
                await Task.Delay(exception.RetryAfter ?? FirstWait, session.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<BulkWriteResponse> ResultsAsync(OperationHandle handle, WirePage? page, CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        var failed = 0;
        while (true)
        {
            await session.RequireCallsAsync(body.Connection, cancellationToken).ConfigureAwait(false);
            try
            {
                var response = await target.GetBulkResultsAsync(handle, cancellationToken).ConfigureAwait(false);
                if (response.State is BulkJobState.Completed or BulkJobState.Failed or BulkJobState.Aborted || (page is null && response.State == BulkJobState.Open))
                    return response;
                failed = 0;
            }
            catch (DriverException exception) when (exception.Code == DriverErrorCode.IncompleteResult && failed < MaxFailedCalls)
            {
                // Without the records there is no order to be had, and nothing to have it for.
                if (page is null)
                    return new BulkWriteResponse { State = BulkJobState.Completed };
                failed++;
                await UploadAsync(handle, page, cancellationToken).ConfigureAwait(false);
            }
            catch (DriverException exception) when (IsPassing(exception) && ++failed < MaxFailedCalls)
            {
                wait = exception.RetryAfter > wait ? exception.RetryAfter.Value : wait;
            }

            await Task.Delay(wait, session.Time, cancellationToken).ConfigureAwait(false);
            wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, wait.Ticks * 2));
        }
    }

    /// <summary>Waits until a job of an earlier attempt can write no more, so that what it wrote is not newer than what comes now.</summary>
    private Task<BulkWriteResponse> EndedAsync(OperationHandle handle, CancellationToken cancellationToken) => ResultsAsync(handle, null, cancellationToken);

    private async Task TakeResultsAsync(PendingBatch batch, BulkWriteResponse response, CancellationToken cancellationToken)
    {
        if (response.State == BulkJobState.Failed)
        {
            var error = response.Error ?? new DriverError { Code = DriverErrorCode.Unknown, Message = "The job failed as a whole, and the target gave no reason." };
            await session.Store.Effects.FailAsync(session.Lease, batch.Key, error.Code.Value, error.Message, cancellationToken).ConfigureAwait(false);
            throw new DriverException(error.Code, error.Message) { Scope = ErrorScope.Object, Retry = error.Retry, Target = body.Object };
        }

        if (response.Outcomes.Count != batch.Page.Count)
            throw new AgentException("E-DRV-PROTOCOL", "The driver answered for another number of records than it was sent.", "Report it to the driver's author; nothing was lost.", ExitCode.Incomplete);
        batch.Take(BatchOutcome.From(batch.Key.BatchNumber, new WriteResponse { Outcomes = response.Outcomes }));
        batch.TakeBack(error => error.Retry is RetryAdvice.Now or RetryAdvice.After);
        if (batch.Unanswered.Count == 0)
        {
            await AcknowledgeAsync(batch, "answer", cancellationToken).ConfigureAwait(false);
            return;
        }

        // What the job did not come to, or could not tell, goes page by page.
        batch.OnlyUnanswered();
        batch.Intent = IntentOf(batch);
        await AddPendingAsync(batch, cancellationToken).ConfigureAwait(false);
        await SettleAsync(batch, string.Create(CultureInfo.InvariantCulture, $"the job left {batch.Unanswered.Count} of {batch.Page.Count} records unwritten"), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A batch that was begun as a job and goes as a page.</summary>
    private async Task SendPageOfAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        batch.Intent = IntentOf(batch);
        await session.Store.Effects.MarkInDoubtAsync(session.Lease, batch.Key, cancellationToken).ConfigureAwait(false);
        await session.Store.Effects.RepeatAsync(session.Lease, batch.Intent, "the target has no job for it: nothing of it was written", cancellationToken).ConfigureAwait(false);
        Sample(batch.Page);
        sentPages = batch.SourcePages;
        await AddPendingAsync(batch, cancellationToken).ConfigureAwait(false);
        await TransmitAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAgainAsync(PendingBatch batch, bool same, EffectEntry entry, CancellationToken cancellationToken)
    {
        batch.Intent = IntentOf(batch);
        if (IsRepeatable)
            await session.Store.Effects.RepeatAsync(session.Lease, batch.Intent, "a keyed write may be repeated", cancellationToken).ConfigureAwait(false);
        else if (!await TakeUpAsync(batch, same, entry.BegunAt, cancellationToken).ConfigureAwait(false))
            return;
        Sample(batch.Page);
        sentPages = batch.SourcePages;
        await AddPendingAsync(batch, cancellationToken).ConfigureAwait(false);
        await TransmitAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private static OperationHandle HandleOf(string kept)
    {
        try
        {
            return JsonSerializer.Deserialize(kept, WireJson.Default.OperationHandle) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new AgentException("E-RUN-CHECKPOINT", "The handle of a bulk job cannot be understood.", "Look at the target, then cancel the run and begin a new one.", ExitCode.Incomplete, exception);
        }
    }

    private static bool IsPassing(DriverException exception) => exception.Retry is RetryAdvice.Now or RetryAdvice.After;
}
