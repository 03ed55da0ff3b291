using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>
/// One write of a script to one object: batches leave in order and are acknowledged as their answers come. The checkpoint moves only past batches whose
/// predecessors are acknowledged too.
/// </summary>
internal sealed partial class LedgerFlow(LedgerSession session, ScriptWriteBody body, SourceStep? source, IDriverConnection target, WireExchange outgoing, Envelope envelope, bool isBulk = false)
    : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly ConcurrentDictionary<long, PendingBatch> pending = new();
    private readonly ConcurrentDictionary<long, long> acknowledgedBefore = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly SortedDictionary<long, long> acknowledged = [];
    private readonly string step = string.Create(CultureInfo.InvariantCulture, $"w{body.Step}");
    private TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int[]? keyOrdinals;
    private long nextBatch;
    private long lowest;

    /// <summary>The batch that comes first after <see cref="sourcePages"/>.</summary>
    private long boundary;
    private long keptBefore = -1;
    private Dictionary<long, string> failedBefore = [];
    private long sourcePages;
    private long sentPages;
    private RunCounts counts = new();

    /// <summary>Finds where the batches of this write go on after a crash.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (source is not null)
        {
            session.Targets[source.Step] = body;
            nextBatch = lowest = boundary = source.Start.Batches;
            if (IsRepeatable && source.Start.Pages > 0 && !bulk)
                return;
        }

        if (session.Lease.Attempt == 1)
            return;
        var all = await session.Store.Effects.ListAsync(session.Lease.RunId, cancellationToken).ConfigureAwait(false);
        var entries = all.Where(entry => entry.Intent.Key.Step == step).ToList();
        hasJobs = entries.Any(entry => entry.Intent.Correlation.EndsWith(JobMark, StringComparison.Ordinal));
        // Jobs meet their own batches again, one by one: each may still be under way at the target.
        if (IsRepeatable && source is not null && bulk)
            return;
        // So does what cannot be repeated.
        if (!IsRepeatable)
        {
            failedBefore = entries.Where(entry => entry.Status == EffectStatus.Failed).ToDictionary(entry => entry.Intent.Key.BatchNumber, entry => entry.Intent.IntentDigest);
            keptBefore = entries.Where(entry => entry.Status != EffectStatus.Failed).Select(entry => entry.Intent.Key.BatchNumber).DefaultIfEmpty(-1).Max();
            return;
        }

        // A step that starts from its start again keeps the places of its acknowledged batches and goes on behind them.
        foreach (var entry in entries)
        {
            if (entry.Status == EffectStatus.InDoubt)
                await session.Store.Effects.FailAsync(session.Lease, entry.Intent.Key, "superseded", "The step starts again and writes its records by key.", cancellationToken).ConfigureAwait(false);
            nextBatch = lowest = Math.Max(nextBatch, entry.Intent.Key.BatchNumber + 1);
        }
    }

    /// <summary>Writes the intent of a page and sends it. Takes the page.</summary>
    public async Task SendAsync(WirePage page, CancellationToken cancellationToken)
    {
        keyOrdinals ??= KeyText.Ordinals(page.Schema, body.KeyFields);
        var batch = new PendingBatch(new EffectKey(step, nextBatch++), page, page.Position, session.Time.GetUtcNow());
        try
        {
            await session.RequireCallsAsync(body.Connection, cancellationToken).ConfigureAwait(false);
            await WithinEnvelopeAsync(page, cancellationToken).ConfigureAwait(false);
            if (!await IntendAsync(batch, cancellationToken).ConfigureAwait(false))
                return;
        }
        catch
        {
            batch.Dispose();
            throw;
        }

        Sample(page);
        sentPages = batch.SourcePages;
        await AddPendingAsync(batch, cancellationToken).ConfigureAwait(false);
        await TransmitAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the answer to a batch: keeps it, sends the batch again, or ends the run.</summary>
    public async Task AnswerAsync(BatchOutcome outcome, CancellationToken cancellationToken)
    {
        session.Faults.Hit(FaultPoints.AfterCall);
        if (!pending.TryGetValue(outcome.Batch, out var batch))
            throw new AgentException("E-DRV-PROTOCOL", "The driver host answered a batch that was not sent.", "Install agent and hosts of one version.", ExitCode.Fault);
        if (outcome.Fault is { } fault)
        {
            await RefusedAsync(batch, fault, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (outcome.Statuses.Length != (batch.Rows?.Count ?? batch.Page.Count))
            throw new AgentException("E-DRV-PROTOCOL", "The driver answered for another number of records than it was sent.", "Report it to the driver's author; nothing was lost.", ExitCode.Incomplete);
        batch.Take(outcome);
        if (batch.IsNarrowed)
            await NarrowOnAsync(batch, cancellationToken).ConfigureAwait(false);
        else if (batch.Unanswered.Count > 0)
            await SettleAsync(batch, "the answer to some records was lost", cancellationToken).ConfigureAwait(false);
        else
            await AcknowledgeAsync(batch, batch.Sent > 1 ? "repeat" : "answer", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until every batch that was sent is acknowledged.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Task waiting;
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (pending.IsEmpty)
                return;
            waiting = drained.Task;
        }
        finally
        {
            gate.Release();
        }

        await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps that the whole source has been used up, also where its last pages led to no write.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (source is null)
            return;
        var checkpoint = Checkpoint(source.End);
        await session.Store.Runs.SaveCheckpointAsync(session.Lease, checkpoint, session.Counts, cancellationToken).ConfigureAwait(false);
        session.Faults.Hit(FaultPoints.CheckpointWritten);
    }

    /// <summary>Frees what is left after an error; the ledger says what became of it.</summary>
    public async Task AbandonAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        foreach (var batch in pending.Values)
            batch.Dispose();
        pending.Clear();
        waiting.Dispose();
        gate.Release();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        gate.Dispose();
        sending.Dispose();
    }

    /// <summary>What became of the write so far.</summary>
    public ScriptWriteReply Reply() => new()
    {
        Created = counts.Created,
        Updated = counts.Updated,
        Unchanged = counts.Unchanged,
        Deleted = counts.Deleted,
        Quarantined = counts.Quarantined,
    };

    private async Task AcknowledgeAsync(PendingBatch batch, string knownBy, CancellationToken cancellationToken)
    {
        var quarantined = batch.Errors.Where(error => batch.Statuses[error.Row] == (byte)WriteStatus.Failed).Select(error => Quarantined(batch.Page, error)).ToList();
        if (quarantined.Count > 0 && knownBy != "probe")
            await RequireSameSchemasAsync(batch, cancellationToken).ConfigureAwait(false);
        var batchCounts = Count(batch.Statuses);
        counts += batchCounts;
        session.Add(batchCounts);
        acknowledged[batch.Key.BatchNumber] = batch.SourcePages;
        while (acknowledged.Remove(lowest, out var pages) || acknowledgedBefore.TryRemove(lowest, out pages))
        {
            lowest++;
            if (pages > sourcePages)
                boundary = lowest;
            sourcePages = pages;
        }

        await session.Store.Effects.AcknowledgeAsync(
            session.Lease,
            batch.Key,
            new EffectAcknowledgement
            {
                Counts = batchCounts,
                OutcomeDigest = Convert.ToHexStringLower(SHA256.HashData(batch.Statuses)),
                Checkpoint = source is null ? null : Checkpoint(source.PositionAfter(sourcePages)),
                Quarantined = quarantined,
                Retried = session.Retried.GetValueOrDefault(batch.Page, []),
                KnownBy = knownBy,
            },
            cancellationToken).ConfigureAwait(false);
        session.Faults.Hit(FaultPoints.AfterAck);
        session.OnProgress?.Invoke();
        await RemoveAsync(batch).ConfigureAwait(false);
    }

    /// <summary>Records that are refused because the target became another one are not set aside: the batch stays in doubt until it is what was approved again.</summary>
    private async Task RequireSameSchemasAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await session.RequireSameSchemasAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AgentException exception) when (exception.Code == SchemaDrift.Code)
        {
            await session.Store.Effects.MarkInDoubtAsync(session.Lease, batch.Key, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task AddPendingAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            pending[batch.Key.BatchNumber] = batch;
            if (drained.Task.IsCompleted)
                drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task RemoveAsync(PendingBatch batch)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            pending.TryRemove(batch.Key.BatchNumber, out _);
            batch.Dispose();
            if (pending.IsEmpty)
                drained.TrySetResult();
        }
        finally
        {
            gate.Release();
        }
    }

    private RunCheckpoint Checkpoint(StepPosition position)
    {
        var kept = new StepPosition
        {
            Pages = position.Pages,
            Records = position.Records,
            Cursor = position.Cursor,
            Watermark = position.Watermark,
            WatermarkType = position.WatermarkType,
            Feed = position.Feed,
            // What is read again from there must meet the batches that it was in.
            Batches = IsRepeatable ? lowest : boundary,
        };
        var json = JsonSerializer.Serialize(kept, ExecutionJson.Default.StepPosition);
        return new RunCheckpoint
        {
            Step = string.Create(CultureInfo.InvariantCulture, $"q{source!.Step}"),
            Position = json,
            Cursor = source.ChangeField is null ? null : json,
        };
    }

    private void Sample(WirePage page)
    {
        // Without a key nothing can be found again.
        if (body.Mode == WriteMode.Delete || body.KeyFields.Count == 0)
            return;
        var sample = session.SampleOf(body.Connection, body.Object);
        sample.KeyFields = body.KeyFields;
        sample.Fields = [.. page.Schema.Fields.Select(field => field.Name)];
        using var records = page.View();
        foreach (var record in records)
            sample.Add(record, keyOrdinals);
    }

    private byte[] Keys(WirePage page)
    {
        using var records = page.View();
        var text = new ArrayBufferWriter<byte>(records.Count * 20);
        foreach (var record in records)
        {
            if (KeyText.TryGetUtf8(record, keyOrdinals, out var key))
                text.Write(key);
            else
                Encoding.UTF8.GetBytes(KeyText.Of(record, keyOrdinals), text);
            text.Write("\n"u8);
        }

        return text.WrittenSpan.ToArray();
    }

    private QuarantinedRecord Quarantined(WirePage page, RowError error)
    {
        using var records = page.View();
        var record = records[error.Row];
        var key = KeyText.Of(record, keyOrdinals);
        if (body.KeyFields.Count > 0)
            session.SampleOf(body.Connection, body.Object).Remove(key);
        return new QuarantinedRecord
        {
            Key = Encoding.UTF8.GetBytes(key),
            Code = error.Error.Code.Value,
            Field = error.Error.Fields.Count > 0 ? error.Error.Fields[0] : "",
            Reason = error.Error.Message,
            Payload = QuarantinePayload.Of(body, page, error.Row),
        };
    }

    private static RunCounts Count(byte[] statuses)
    {
        var byStatus = new long[6];
        foreach (var status in statuses)
            byStatus[Math.Min(status, (byte)5)]++;
        return new RunCounts
        {
            Read = statuses.Length,
            Created = byStatus[(int)WriteStatus.Created],
            Updated = byStatus[(int)WriteStatus.Updated],
            Unchanged = byStatus[(int)WriteStatus.Unchanged],
            Deleted = byStatus[(int)WriteStatus.Deleted],
            Quarantined = byStatus[(int)WriteStatus.Failed] + byStatus[(int)WriteStatus.Unknown],
        };
    }
}
