using System.Globalization;
using System.Security.Cryptography;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Agent.Execution;

/// <content>
/// What happens when the answer to a batch is lost, in this attempt or in one before it. A keyed upsert or delete is sent again; for everything else the driver
/// is asked what became of it: what is absent is sent again, what was applied is acknowledged, and anything else needs a person.
/// </content>
internal sealed partial class LedgerFlow
{
    private const int MaxAttempts = 3;
    private const string ProbeCapability = "write_probe";

    private bool IsRepeatable => body.Mode is WriteMode.Upsert or WriteMode.Delete;

    /// <summary>Writes down that a batch will be sent. False when nothing of it is left to send; the batch is freed then.</summary>
    private async Task<bool> IntendAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        var intent = batch.Intent = IntentOf(batch);
        RequireSame(intent);
        var entry = await session.Store.Effects.BeginAsync(session.Lease, intent, cancellationToken).ConfigureAwait(false);
        var same = entry.Intent.IntentDigest == intent.IntentDigest;
        switch (entry.Status)
        {
            case EffectStatus.Acknowledged when same:
                acknowledgedBefore[batch.Key.BatchNumber] = sentPages = batch.SourcePages;
                batch.Dispose();
                return false;
            case EffectStatus.Acknowledged:
                // The source has changed since: these are other records, which nobody has sent yet.
                await MoveBehindAsync(batch, cancellationToken).ConfigureAwait(false);
                break;
            case EffectStatus.InDoubt when IsRepeatable:
                await session.Store.Effects.RepeatAsync(session.Lease, intent, "a keyed write may be repeated", cancellationToken).ConfigureAwait(false);
                break;
            case EffectStatus.InDoubt:
                return await TakeUpAsync(batch, same, entry.BegunAt, cancellationToken).ConfigureAwait(false);
        }

        session.Faults.Hit(FaultPoints.IntentWritten);
        return true;
    }

    /// <summary>A batch that failed may hold other records than before only where nothing after it was sent: they could be among those.</summary>
    private void RequireSame(EffectIntent intent)
    {
        if (intent.Key.BatchNumber < keptBefore && failedBefore.TryGetValue(intent.Key.BatchNumber, out var digest) && digest != intent.IntentDigest)
            throw NeedsPerson("the records that it would send are not those that it sent before");
    }

    private EffectIntent IntentOf(PendingBatch batch) => new()
    {
        Key = batch.Key,
        Connection = body.Connection,
        Object = body.Object,
        Verb = body.Mode.ToString().ToLowerInvariant(),
        Records = batch.Page.Count,
        IntentDigest = Convert.ToHexStringLower(SHA256.HashData(batch.Page.Data.Span)),
        Keys = Keys(batch.Page),
        Correlation = $"{session.Lease.RunId}/{step}/{batch.Key.BatchNumber.ToString(CultureInfo.InvariantCulture)}",
    };

    /// <summary>Gives a batch a place behind all that the ledger knows of this step.</summary>
    private async Task MoveBehindAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        if (!IsRepeatable)
            throw NeedsPerson("the records that it would send are not those that it sent before");
        var entries = await session.Store.Effects.ListAsync(session.Lease.RunId, cancellationToken).ConfigureAwait(false);
        var behind = entries.Where(entry => entry.Intent.Key.Step == step && entry.Intent.Key.BatchNumber >= batch.Key.BatchNumber).ToList();
        foreach (var entry in behind.Where(entry => entry.Status == EffectStatus.InDoubt))
            await session.Store.Effects.FailAsync(session.Lease, entry.Intent.Key, "superseded", "The source has changed; its records are written by key in a later batch.", cancellationToken).ConfigureAwait(false);
        foreach (var entry in behind)
            acknowledgedBefore[entry.Intent.Key.BatchNumber] = sentPages;
        nextBatch = behind.Max(entry => entry.Intent.Key.BatchNumber) + 1;
        batch.Key = new EffectKey(step, nextBatch++);
        batch.Intent = IntentOf(batch);
        await session.Store.Effects.BeginAsync(session.Lease, batch.Intent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A batch that an earlier attempt left in doubt. False when all of it was applied.</summary>
    private async Task<bool> TakeUpAsync(PendingBatch batch, bool same, DateTimeOffset begunAt, CancellationToken cancellationToken)
    {
        if (!same)
            throw NeedsPerson("the records that it would send are not those that it sent before");
        // Nothing else of this write is under way while the outcome of one batch is looked into.
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        batch.SentAt = begunAt;
        await ProbeAsync(batch, cancellationToken).ConfigureAwait(false);
        if (batch.Unanswered.Count > 0)
        {
            await session.Store.Effects.RepeatAsync(session.Lease, batch.Intent!, Absent(batch), cancellationToken).ConfigureAwait(false);
            session.Faults.Hit(FaultPoints.IntentWritten);
            return true;
        }

        Sample(batch.Page);
        await AcknowledgeAsync(batch, "probe", cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task TransmitAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        session.Faults.Hit(FaultPoints.BeforeCall);
        using var part = batch.Rows is { } rows ? batch.Part(rows) : null;
        await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            batch.Sent++;
            if (part is null)
                await outgoing.SendPageAsync(batch.Page, batch.Key.BatchNumber, cancellationToken).ConfigureAwait(false);
            else
                await outgoing.SendPageAsync(part, batch.Key.BatchNumber, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Finds out, or repeats, what was not answered.</summary>
    private async Task SettleAsync(PendingBatch batch, string reason, CancellationToken cancellationToken)
    {
        await session.Store.Effects.MarkInDoubtAsync(session.Lease, batch.Key, cancellationToken).ConfigureAwait(false);
        if (batch.Sent >= MaxAttempts)
            throw NeedsPerson($"it was sent {MaxAttempts} times");
        if (!IsRepeatable)
        {
            await ProbeAsync(batch, cancellationToken).ConfigureAwait(false);
            if (batch.Unanswered.Count == 0)
            {
                await AcknowledgeAsync(batch, "probe", cancellationToken).ConfigureAwait(false);
                return;
            }

            reason = Absent(batch);
        }

        await session.Store.Effects.RepeatAsync(session.Lease, batch.Intent!, reason, cancellationToken).ConfigureAwait(false);
        await TransmitAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks what became of the records without an answer. Afterwards those that are still without one were found absent and may be sent.</summary>
    private async Task ProbeAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        if (!target.Capabilities.Contains(ProbeCapability))
            throw NeedsPerson($"the driver of {body.Connection} cannot say what became of it");
        var rows = batch.Unanswered;
        using var part = batch.Part(rows);
        var request = new ProbeRequest
        {
            Write = new WriteRequest { Object = body.Object, Mode = body.Mode, KeyFields = body.KeyFields, Records = part },
            SentAt = batch.SentAt,
        };
        var response = await target.ProbeAsync(request, cancellationToken).ConfigureAwait(false);
        var unclear = response.Results.Count(result => result is not (ProbeResult.Applied or ProbeResult.Absent));
        if (unclear > 0)
            throw NeedsPerson(string.Create(CultureInfo.InvariantCulture, $"{unclear} of its {batch.Page.Count} records were changed since, or cannot be told"));
        batch.Take(rows, response.Results, body.Mode == WriteMode.Insert ? WriteStatus.Created : WriteStatus.Updated);
    }

    /// <summary>The target refused a page, or its answer was lost.</summary>
    private async Task RefusedAsync(PendingBatch batch, WireFault fault, CancellationToken cancellationToken)
    {
        if (batch.IsNarrowed)
        {
            await NarrowAsync(batch, fault, cancellationToken).ConfigureAwait(false);
            return;
        }

        var isLost = fault.Code == DriverErrorCode.Unknown.Value || fault.Retry is RetryAdvice.Now or RetryAdvice.After;
        if (isLost && batch.Sent < MaxAttempts && (IsRepeatable || target.Capabilities.Contains(ProbeCapability)))
        {
            await SettleAsync(batch, "the answer was lost", cancellationToken).ConfigureAwait(false);
            return;
        }

        if (IsRecords(fault))
        {
            await NarrowAsync(batch, fault, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (isLost)
            await session.Store.Effects.MarkInDoubtAsync(session.Lease, batch.Key, cancellationToken).ConfigureAwait(false);
        else
            await session.Store.Effects.FailAsync(session.Lease, batch.Key, fault.Code, fault.Message, cancellationToken).ConfigureAwait(false);
        throw fault.ToException();
    }

    private static string Absent(PendingBatch batch) =>
        string.Create(CultureInfo.InvariantCulture, $"a probe found {batch.Unanswered.Count} of {batch.Page.Count} records absent");

    private static AgentException NeedsPerson(string because) => new(
        "E-RUN-IN-DOUBT",
        $"The answer to a write was lost, and it may not be repeated: {because}.",
        "Look at the target, then resume or cancel the run.",
        ExitCode.Incomplete);
}
