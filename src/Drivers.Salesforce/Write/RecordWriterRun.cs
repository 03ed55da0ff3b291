using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// One write: batches of 200 in input order, an outcome for each record. What certainly failed because of a lock is sent again; what may have been done is
/// never sent again unless that changes nothing.
/// </summary>
internal sealed class RecordWriterRun(WritePlan plan, CollectionsTransport transport, IdFinder finder, DriverContext context)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private readonly WriteOutcome?[] outcomes = new WriteOutcome?[plan.Request.Records.Count];
    private readonly string?[] ids = new string?[plan.Request.Records.Count];

    internal async ValueTask<IReadOnlyList<WriteOutcome>> RunAsync(CancellationToken cancellationToken)
    {
        if (plan.Request.AllOrNone && outcomes.Length > CollectionsTransport.MostRecords)
            throw new DriverException(DriverErrorCode.Unsupported, $"Salesforce writes all or none of at most {CollectionsTransport.MostRecords} records. Send fewer at a time.");
        CheckKeys();
        await FindIdsAsync(cancellationToken).ConfigureAwait(false);
        if (!plan.Request.AllOrNone || outcomes.All(outcome => outcome is null))
        {
            foreach (var batch in Batches())
            {
                if (await SendBatchAsync(batch, cancellationToken).ConfigureAwait(false) is not { } failure)
                    continue;
                FailTheRest(failure);
                break;
            }
        }

        return [.. outcomes.Select(outcome => outcome ?? WriteOutcome.Failed(RolledBack()))];
    }

    private static DriverError RolledBack() => new()
    {
        Code = DriverErrorCode.Conflict,
        Message = "The record was not sent because another one of the same write cannot be written.",
        Retry = RetryAdvice.Never,
    };

    private void CheckKeys()
    {
        if (plan.Key is null)
            return;
        for (var row = 0; row < outcomes.Length; row++)
        {
            // An upsert by id creates where the id is missing; every other write needs its key.
            if (plan.Request.Records[row].IsNull(plan.KeyColumn) && !(plan.KeyIsId && plan.Request.Mode == WriteMode.Upsert))
            {
                outcomes[row] = WriteOutcome.Failed(new DriverError
                {
                    Code = DriverErrorCode.InvalidValue,
                    Message = $"The record has no value for its key '{plan.Key.Name}'.",
                    Fields = [plan.Key.Name],
                });
            }
        }
    }

    /// <summary>Updates and deletes go by id: records with another key are looked up first.</summary>
    private async ValueTask FindIdsAsync(CancellationToken cancellationToken)
    {
        if (plan.Request.Mode is not (WriteMode.Update or WriteMode.Delete))
            return;
        var records = plan.Request.Records;
        if (plan.KeyIsId)
        {
            for (var row = 0; row < ids.Length; row++)
                ids[row] = RecordId.Expand(records[row].GetValue(plan.KeyColumn).ToInvariantString());
            return;
        }

        var keys = Enumerable.Range(0, ids.Length).Where(row => outcomes[row] is null).Select(row => records[row].GetValue(plan.KeyColumn)).ToList();
        var found = await finder.FindAsync(plan.Object, plan.Key!.Name, keys, ["Id"], cancellationToken).ConfigureAwait(false);
        for (var row = 0; row < ids.Length; row++)
        {
            if (outcomes[row] is not null)
                continue;
            if (found.TryGetValue(IdFinder.KeyText(records[row].GetValue(plan.KeyColumn)), out var values))
                ids[row] = values[0].AsString();
            else
                outcomes[row] = plan.Request.Mode == WriteMode.Delete ? WriteOutcome.Unchanged() : WriteOutcome.Failed(NotFound());
        }
    }

    private string KeyOf(int row)
    {
        var text = IdFinder.KeyText(plan.Request.Records[row].GetValue(plan.KeyColumn));
        return plan.KeyIsId ? RecordId.Expand(text) : text;
    }

    private DriverError NotFound() => new()
    {
        Code = new DriverErrorCode(SalesforceDriver.RecordNotFoundCode),
        Message = $"No record of {plan.Object.Name} has this value of '{plan.Key!.Name}'. Upsert, or leave the record out.",
        Fields = [plan.Key.Name],
    };

    /// <summary>A key that comes twice begins a new batch: in one call Salesforce refuses both.</summary>
    private IEnumerable<List<int>> Batches()
    {
        var batch = new List<int>();
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var row = 0; row < outcomes.Length; row++)
        {
            if (outcomes[row] is not null)
                continue;
            var key = plan.KeyColumn < 0 ? null : ids[row] ?? KeyOf(row);
            if (batch.Count == CollectionsTransport.MostRecords || (!string.IsNullOrEmpty(key) && !keys.Add(key)))
            {
                yield return batch;
                batch = [];
                keys.Clear();
                if (!string.IsNullOrEmpty(key))
                    keys.Add(key);
            }

            batch.Add(row);
        }

        if (batch.Count > 0)
            yield return batch;
    }

    /// <summary>Sends a batch, and what a lock held up once more. Gives the error that ends the whole write, if there is one.</summary>
    private async ValueTask<DriverException?> SendBatchAsync(List<int> rows, CancellationToken cancellationToken)
    {
        IReadOnlyList<List<int>> groups = [rows];
        for (var attempt = 1; ; attempt++)
        {
            var again = new List<int>();
            foreach (var group in groups)
            {
                try
                {
                    var ids = plan.Request.Mode is WriteMode.Update or WriteMode.Delete ? group.ConvertAll(row => this.ids[row]!) : null;
                    again.AddRange(Take(group, await transport.SendAsync(plan, group, ids, cancellationToken).ConfigureAwait(false)));
                }
                catch (DriverException exception)
                {
                    return Lost(group, exception);
                }
            }

            if (again.Count == 0 || attempt == MaxAttempts)
                return null;
            groups = plan.Request.AllOrNone ? [again] : LockGroups.Of(plan, again);
            context.Log.Write(DriverLogLevel.Warning, "rows_locked", string.Create(CultureInfo.InvariantCulture, $"{again.Count} records of {plan.Object.Name} are locked; attempt {attempt + 1} follows in {groups.Count} calls"));
            await Task.Delay(Delay(attempt), context.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Notes the outcomes; gives the rows to send again.</summary>
    private List<int> Take(List<int> rows, List<SaveResult> results)
    {
        var again = new List<int>();
        for (var i = 0; i < rows.Count; i++)
        {
            outcomes[rows[i]] = OutcomeOf(results[i]);
            if (!results[i].Success && results[i].Errors.Exists(static error => ErrorTable.Find(error.Code, "").Retry == RetryAdvice.After))
                again.Add(rows[i]);
        }

        // With all-or-none everything was taken back, so everything goes again.
        return again.Count > 0 && plan.Request.AllOrNone ? rows : again;
    }

    private WriteOutcome OutcomeOf(SaveResult result) => result.Success
        ? SaveOutcome.Succeeded(plan.Request.Mode, result.Id, result.Created == true)
        : SaveOutcome.Failed(plan.Request.Mode, result.Id, result.Errors.Count > 0 ? result.Errors[0] : new ApiError(), plan.Key is null ? null : NotFound());

    /// <summary>The call failed as a whole. What it certainly did not do has failed; anything else is unknown.</summary>
    private DriverException Lost(List<int> rows, DriverException exception)
    {
        var certain = exception is SalesforceException { StatusCode: > 0 and < 500 } || !exception.IsTransient && exception.Code != DriverErrorCode.Unknown
            || exception.Code == DriverErrorCode.RateLimited || exception.Code == DriverErrorCode.QuotaExhausted;
        var nothingYet = Array.TrueForAll(outcomes, static outcome => outcome?.Status is null or WriteStatus.Failed);
        if (certain && nothingYet)
            throw exception;
        var error = ToError(exception);
        foreach (var row in rows)
            outcomes[row] = certain ? WriteOutcome.Failed(error) : WriteOutcome.Unknown(error);
        return exception;
    }

    private void FailTheRest(DriverException failure)
    {
        var error = ToError(failure);
        for (var row = 0; row < outcomes.Length; row++)
            outcomes[row] ??= WriteOutcome.Failed(error);
    }

    private static DriverError ToError(DriverException exception) => new() { Code = exception.Code, Message = exception.Message, Retry = exception.Retry };

    private TimeSpan Delay(int attempt)
    {
        double jitter;
        lock (context.Random)
            jitter = context.Random.NextDouble();
        return FirstDelay * Math.Pow(2, attempt - 1) * (0.5 + jitter);
    }
}
