using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Write;

namespace IntegrationAgent.Drivers.Sqlite;

public sealed partial class SqliteClient
{
    private const int RowsBetweenLooks = 64;

    /// <inheritdoc />
    public Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync(ends => WritePage(request, ends), cancellationToken);
    }

    /// <inheritdoc />
    public Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync(ends => new ProbeResponse { Results = Probe(request.Write, ends) }, cancellationToken);
    }

    private WriteResponse WritePage(WriteRequest request, CancellationToken cancellationToken)
    {
        var plan = plans.Get(request);
        var write = new RecordWrite(writer, plan);
        var outcomes = new WriteOutcome[request.Records.Count];
        var failed = false;
        writer.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var record in request.Records)
            {
                if (record.Row % RowsBetweenLooks == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                outcomes[record.Row] = write.Write(record);
                failed |= outcomes[record.Row].Status == WriteStatus.Failed;
            }

            if (failed && request.AllOrNone)
            {
                writer.Rollback();
                Undo(outcomes);
            }
            else
            {
                writer.Execute("COMMIT");
            }
        }
        catch
        {
            writer.Rollback();
            throw;
        }

        return new WriteResponse { Outcomes = outcomes, Calls = 1 };
    }

    private static void Undo(WriteOutcome[] outcomes)
    {
        var undone = WriteOutcome.Failed(new DriverError
        {
            Code = DriverErrorCode.Conflict,
            Message = "It was not written because another record of the page failed.",
            Retry = RetryAdvice.AfterUserAction,
        });
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Status != WriteStatus.Failed)
                outcomes[i] = undone;
        }
    }

    /// <summary>A page is one transaction: what is there as it was sent was applied. What is there otherwise may be from before or from someone else.</summary>
    private ProbeResult[] Probe(WriteRequest request, CancellationToken cancellationToken)
    {
        var results = new ProbeResult[request.Records.Count];
        var table = writerSchema.Require(request.Object);
        var keys = request.KeyFields.Count > 0 ? request.KeyFields : table.UniqueKeys.Count > 0 ? table.UniqueKeys[0] : [];
        var byKey = new WriteRequest
        {
            Object = request.Object,
            Mode = request.Mode == WriteMode.Delete ? WriteMode.Delete : WriteMode.Upsert,
            KeyFields = keys,
            Records = request.Records,
        };
        if (!keys.All(key => request.Records.Schema.Fields.Any(field => string.Equals(field.Name, key, StringComparison.OrdinalIgnoreCase))) || keys.Count == 0)
            return results;
        var plan = plans.Get(byKey);
        var write = new RecordWrite(writer, plan);
        foreach (var record in request.Records)
        {
            if (record.Row % RowsBetweenLooks == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (plan.MissingKey(record) is not null)
                continue;
            if (write.Find(plan.VariantOf(record), record, out var differs) is not null)
            {
                // It cannot be stored, so it was not.
                results[record.Row] = ProbeResult.Absent;
                continue;
            }

            results[record.Row] = (request.Mode, differs) switch
            {
                (WriteMode.Delete, null) => ProbeResult.Applied,
                (WriteMode.Delete, _) => ProbeResult.Absent,
                (_, false) => ProbeResult.Applied,
                (_, null) => ProbeResult.Absent,
                (WriteMode.Insert, true) => ProbeResult.Superseded,
                _ => ProbeResult.Unknown,
            };
        }

        return results;
    }
}
