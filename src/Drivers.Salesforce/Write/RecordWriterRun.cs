using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// One write: batches of 200, some at a time, an outcome for each record in input order. What certainly failed because of a lock is sent again; what may have
/// been done is never sent again unless that changes nothing.
/// </summary>
internal sealed class RecordWriterRun(WritePlan plan, CollectionsTransport transport, IdFinder finder, DriverContext context)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private readonly WriteOutcome?[] outcomes = new WriteOutcome?[plan.Request.Records.Count];
    private readonly string?[] ids = new string?[plan.Request.Records.Count];

    /// <summary>Set once a lock held a record up: calls beside each other keep locks from each other, so the rest go one by one.</summary>
    private volatile bool locked;

    internal async ValueTask<IReadOnlyList<WriteOutcome>> RunAsync(CancellationToken cancellationToken)
    {
        if (plan.Request.AllOrNone && outcomes.Length > CollectionsTransport.MostRecords)
            throw new DriverException(DriverErrorCode.Unsupported, $"Salesforce writes all or none of at most {CollectionsTransport.MostRecords} records. Send fewer at a time.");
        CheckKeys();
        await FindIdsAsync(cancellationToken).ConfigureAwait(false);
        if (!plan.Request.AllOrNone || outcomes.All(outcome => outcome is null))
            await SendAllAsync(cancellationToken).ConfigureAwait(false);

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

    private IEnumerable<WriteBatch> Batches() =>
        WriteBatches.Of(Enumerable.Range(0, outcomes.Length).Where(row => outcomes[row] is null), row => plan.KeyColumn < 0 ? null : ids[row] ?? KeyOf(row));

    /// <summary>Sends the batches, some at a time: most of a call is Salesforce's own work. After the first call that fails no other begins.</summary>
    private async ValueTask SendAllAsync(CancellationToken cancellationToken)
    {
        var mostCalls = plan.MostCalls;
        var calls = new Queue<Task<LostCall?>>();
        var lost = new List<LostCall>();
        try
        {
            foreach (var batch in Batches())
            {
                while (calls.Count > 0 && (batch.AfterOthers || locked || calls.Count >= mostCalls))
                    Note(lost, await calls.Dequeue().ConfigureAwait(false));
                if (lost.Count > 0)
                    break;
                calls.Enqueue(SendBatchAsync(batch.Rows, cancellationToken));
            }

            while (calls.Count > 0)
                Note(lost, await calls.Dequeue().ConfigureAwait(false));
        }
        finally
        {
            // A cancelled call leaves the others behind it under way; they end before the write does.
            foreach (var call in calls)
                await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (lost.Count > 0)
            Settle(lost);
    }

    private static void Note(List<LostCall> lost, LostCall? call)
    {
        if (call is not null)
            lost.Add(call);
    }

    /// <summary>Sends a batch, and what a lock held up once more. Gives the call that ends the whole write, if there is one.</summary>
    private async Task<LostCall?> SendBatchAsync(List<int> rows, CancellationToken cancellationToken)
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
                    return new LostCall(group, exception);
                }
            }

            if (again.Count == 0 || attempt == MaxAttempts)
                return null;
            locked = true;
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

    /// <summary>Calls failed as a whole. What they certainly did not do has failed; anything else is unknown.</summary>
    private void Settle(List<LostCall> lost)
    {
        if (lost.TrueForAll(IsCertain) && Array.TrueForAll(outcomes, static outcome => outcome?.Status is null or WriteStatus.Failed))
            throw lost[0].Error;
        foreach (var call in lost)
        {
            var error = ToError(call.Error);
            foreach (var row in call.Rows)
                outcomes[row] = IsCertain(call) ? WriteOutcome.Failed(error) : WriteOutcome.Unknown(error);
        }

        FailTheRest(lost[0].Error);
    }

    private static bool IsCertain(LostCall call) => call.Error is SalesforceException { StatusCode: > 0 and < 500 } || (!call.Error.IsTransient && call.Error.Code != DriverErrorCode.Unknown)
        || call.Error.Code == DriverErrorCode.RateLimited || call.Error.Code == DriverErrorCode.QuotaExhausted;

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

    /// <summary>A call without an answer for its records.</summary>
    private sealed record LostCall(List<int> Rows, DriverException Error);
}
