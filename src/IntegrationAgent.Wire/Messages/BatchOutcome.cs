using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>What became of one page of a write.</summary>
public sealed class BatchOutcome
{
    /// <summary>The page's position, as it was sent.</summary>
    public required long Batch { get; init; }

    /// <summary>A <see cref="WriteStatus"/> for each record, one byte each; empty when the whole page was refused.</summary>
    public byte[] Statuses { get; init; } = [];

    /// <summary>Why records failed.</summary>
    public IReadOnlyList<RowError> Errors { get; init; } = [];

    /// <summary>Why the whole page was refused; null otherwise.</summary>
    public WireFault? Fault { get; init; }

    /// <summary>How many calls to the system it took.</summary>
    public int Calls { get; init; }

    /// <summary>Puts outcomes into the form of the wire.</summary>
    public static BatchOutcome From(long batch, WriteResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var statuses = new byte[response.Outcomes.Count];
        List<RowError>? errors = null;
        for (var i = 0; i < statuses.Length; i++)
        {
            statuses[i] = (byte)response.Outcomes[i].Status;
            if (response.Outcomes[i].Error is { } error)
                (errors ??= []).Add(new RowError { Row = i, Error = error });
        }

        return new BatchOutcome { Batch = batch, Statuses = statuses, Errors = errors ?? [], Calls = response.Calls };
    }

    /// <summary>Takes outcomes out of the form of the wire.</summary>
    public IReadOnlyList<WriteOutcome> ToOutcomes()
    {
        var errors = Errors.ToDictionary(error => error.Row, error => error.Error);
        var missing = new DriverError { Code = DriverErrorCode.Unknown, Message = "The driver gave no reason." };
        return [.. Statuses.Select((status, row) => (WriteStatus)status switch
        {
            WriteStatus.Created => WriteOutcome.Created(),
            WriteStatus.Updated => WriteOutcome.Updated(),
            WriteStatus.Unchanged => WriteOutcome.Unchanged(),
            WriteStatus.Deleted => WriteOutcome.Deleted(),
            WriteStatus.Failed => WriteOutcome.Failed(errors.GetValueOrDefault(row, missing)),
            _ => WriteOutcome.Unknown(errors.GetValueOrDefault(row, missing)),
        })];
    }
}
