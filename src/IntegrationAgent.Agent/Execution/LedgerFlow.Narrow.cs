using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Agent.Execution;

/// <content>
/// A page that is refused because of its records is halved until those that are at fault stand alone; they are set aside and the others are written. It stays one
/// batch of the ledger: after a crash it is in doubt as a whole.
/// </content>
internal sealed partial class LedgerFlow
{
    /// <summary>So many records refused alone, and none accepted: it is not the records.</summary>
    private const int MostRefusedAlone = 32;

    /// <summary>True when a refusal of many may be the fault of one: a value, or a driver that breaks at it each time. What was sent must be known not to have been applied, or be repeatable.</summary>
    private bool IsRecords(WireFault fault) =>
        fault.Scope is not (ErrorScope.Object or ErrorScope.Connection)
        && (fault.Code == DriverErrorCode.InvalidValue.Value
            || (fault.Retry == RetryAdvice.Never && (fault.Code == DriverErrorCode.Duplicate.Value || fault.Code == DriverErrorCode.Conflict.Value))
            || (fault.Code == DriverErrorCode.Unknown.Value && IsRepeatable));

    private async Task NarrowAsync(PendingBatch batch, WireFault fault, CancellationToken cancellationToken)
    {
        if (!IsRecords(fault))
            await EndNarrowingAsync(batch, fault, cancellationToken).ConfigureAwait(false);
        batch.Narrow(new DriverError { Code = (fault.ToException() as DriverException)?.Code ?? DriverErrorCode.Unknown, Message = fault.Message, Retry = fault.Retry, Fields = fault.Target is { } field ? [field] : [] });
        if (batch.RefusedAlone >= MostRefusedAlone && !batch.Statuses.Any(status => status is not ((byte)WriteStatus.Unknown or (byte)WriteStatus.Failed)))
            await EndNarrowingAsync(batch, fault, cancellationToken).ConfigureAwait(false);
        await NarrowOnAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task NarrowOnAsync(PendingBatch batch, CancellationToken cancellationToken)
    {
        if (batch.NextPart())
            await TransmitAsync(batch, cancellationToken).ConfigureAwait(false);
        else if (batch.Unanswered.Count > 0)
            await SettleAsync(batch, "the answer to some records was lost", cancellationToken).ConfigureAwait(false);
        else
            await AcknowledgeAsync(batch, "answer", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Parts of it may have been applied: only another attempt can tell.</summary>
    private async Task EndNarrowingAsync(PendingBatch batch, WireFault fault, CancellationToken cancellationToken)
    {
        await session.Store.Effects.MarkInDoubtAsync(session.Lease, batch.Key, cancellationToken).ConfigureAwait(false);
        throw fault.ToException();
    }
}
