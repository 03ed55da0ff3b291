using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Errors;
using IntegrationAgent.Drivers.Postgres.Schema;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Write;

/// <summary>
/// Writes one page as one transaction: the records go by <c>COPY</c> into a staging table, and from there with one statement. Where the server refuses the batch
/// because of some record, it is done again in halves, until the record stands alone; everything else is written. Where the pages before held new records only,
/// they go into the table itself first; a key that is there already undoes that.
/// </summary>
internal sealed partial class BatchWrite
{
    private readonly WriteSession session;
    private readonly WritePlan plan;
    private readonly RecordPage records;
    private readonly WriteOutcome[] outcomes;
    private readonly List<(WriteShape Shape, List<int> Rows)> groups = [];
    private readonly KeySet? keys;

    public BatchWrite(WriteSession session, WritePlan plan, RecordPage records)
    {
        this.session = session;
        this.plan = plan;
        this.records = records;
        outcomes = new WriteOutcome[records.Count];
        keys = plan.Mode == WriteMode.Insert ? null : new KeySet();
    }

    /// <summary>One for each record, in input order.</summary>
    public IReadOnlyList<WriteOutcome> Outcomes => outcomes;

    /// <summary>How many statements it took.</summary>
    public int Calls { get; private set; }

    private NpgsqlConnection Connection => session.Connection;

    /// <summary>Writes the page; all or none of it where asked.</summary>
    public async Task RunAsync(bool allOrNone, CancellationToken cancellationToken)
    {
        Group();
        if (!allOrNone && groups is [({ MayAppend: true } only, var all)])
        {
            if (await TryAppendAsync(only, all, cancellationToken).ConfigureAwait(false))
                return;
            only.Refused();
        }

        foreach (var (shape, _) in groups)
            await shape.MakeAsync(Connection, cancellationToken).ConfigureAwait(false);
        if (await TryAsync(careful: false, allOrNone, cancellationToken).ConfigureAwait(false))
            return;

        // Some record is refused: once more, so that it can be told which.
        await TryAsync(careful: true, allOrNone, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stages what can be staged and asks how it compares with what is there.</summary>
    public async Task<ProbeResult[]> ProbeAsync(WriteMode asked, CancellationToken cancellationToken)
    {
        Group();
        var results = new ProbeResult[records.Count];
        foreach (var (shape, _) in groups)
            await shape.MakeAsync(Connection, cancellationToken).ConfigureAwait(false);
        var transaction = await Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = transaction.ConfigureAwait(false);
        foreach (var (shape, rows) in groups)
        {
            shape.HasRecords = false;
            var staged = await StageAsync(shape, rows, checkKeys: false, cancellationToken).ConfigureAwait(false);
            foreach (var row in rows.Except(staged))
            {
                // It cannot be stored, so it was not.
                results[row] = ProbeResult.Absent;
            }

            if (staged.Count == 0)
                continue;
            var command = await shape.CompareCommandAsync(Connection, cancellationToken).ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var closingReader = reader.ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var (same, missing) = (Places(reader, 0).ToHashSet(), Places(reader, 1).ToHashSet());
            foreach (var row in staged)
            {
                results[row] = (asked, missing.Contains(row), same.Contains(row)) switch
                {
                    (WriteMode.Delete, var gone, _) => gone ? ProbeResult.Applied : ProbeResult.Absent,
                    (_, true, _) => ProbeResult.Absent,
                    (_, _, true) => ProbeResult.Applied,
                    (WriteMode.Insert, _, false) => ProbeResult.Superseded,
                    _ => ProbeResult.Unknown,
                };
            }
        }

        return results;
    }

    private static int[] Places(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? [] : reader.GetFieldValue<int[]>(ordinal);

    /// <summary>Puts records with the same fields together, and those that cannot be written aside.</summary>
    private void Group()
    {
        foreach (var record in records)
        {
            if (plan.MissingKey(record) is { } key)
            {
                Fail(record.Row, DriverErrorCode.InvalidValue, $"The key field '{Names.Short(key)}' has no value.", key);
                continue;
            }

            var shape = plan.ShapeOf(record);
            if (plan.Mode == WriteMode.Insert && shape.Missing.Count > 0)
            {
                Lacking(record.Row, shape);
                continue;
            }

            if (groups.Count == 0 || groups[^1].Shape != shape)
            {
                var known = groups.FindIndex(group => group.Shape == shape);
                if (known >= 0)
                {
                    groups[known].Rows.Add(record.Row);
                    continue;
                }

                groups.Add((shape, new List<int>(records.Count)));
            }

            groups[^1].Rows.Add(record.Row);
        }
    }

    /// <summary>False where a record was refused and it is not known which.</summary>
    private async Task<bool> TryAsync(bool careful, bool allOrNone, CancellationToken cancellationToken)
    {
        var transaction = await Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = transaction.ConfigureAwait(false);
        if (careful)
            await ExecuteAsync("SET CONSTRAINTS ALL IMMEDIATE", cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var (shape, rows) in groups)
            {
                shape.HasRecords = false;
                if (careful)
                    await BisectAsync(transaction, shape, rows, cancellationToken).ConfigureAwait(false);
                else
                    shape.Wrote(await ApplyAsync(shape, rows, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (!careful && IsOfRecord(exception))
        {
            return false;
        }

        if (allOrNone && Array.Exists(outcomes, outcome => outcome.Status == WriteStatus.Failed))
        {
            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
            Undo();
            return true;
        }

        return await CommitAsync(transaction, orTryAgain: !careful).ConfigureAwait(false);
    }

    /// <summary>False where a record was refused at the end of the transaction, and the page may be tried in another way.</summary>
    private async Task<bool> CommitAsync(NpgsqlTransaction transaction, bool orTryAgain)
    {
        try
        {
            Calls++;

#pragma warning disable IAD0100 // A caller who gives up in the middle of a commit would not know what became of the page.
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
#pragma warning restore IAD0100
            return true;
        }
        catch (PostgresException exception) when (orTryAgain && PostgresErrors.IsOfRecord(exception))
        {
            return false;
        }
        catch (Exception exception) when (exception is not PostgresException && exception is NpgsqlException or IOException or TimeoutException)
        {
            throw new DriverException(DriverErrorCode.Unknown, "The connection broke while the page was being committed: what became of it is not known.", exception)
            {
                Scope = ErrorScope.Connection,
                Retry = RetryAdvice.After,
                Target = plan.Table.Name,
            };
        }
    }

    private static bool IsOfRecord(Exception exception) => exception is SuppressedException || (exception is PostgresException server && PostgresErrors.IsOfRecord(server));

    private async Task BisectAsync(NpgsqlTransaction transaction, WriteShape shape, List<int> rows, CancellationToken cancellationToken)
    {
        const string Here = "intagent";
        await transaction.SaveAsync(Here, cancellationToken).ConfigureAwait(false);
        try
        {
            await ApplyAsync(shape, rows, cancellationToken).ConfigureAwait(false);
            await transaction.ReleaseAsync(Here, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (Exception exception) when (IsOfRecord(exception))
        {
            await transaction.RollbackAsync(Here, cancellationToken).ConfigureAwait(false);
            await transaction.ReleaseAsync(Here, cancellationToken).ConfigureAwait(false);

            // What was staged is taken back with the rest, and so is the emptying of the table before.
            shape.HasRecords = true;
            if (rows.Count == 1)
            {
                outcomes[rows[0]] = exception is PostgresException server
                    ? WriteOutcome.Failed(PostgresErrors.ForRecord(server, plan.Table, await CulpritAsync(transaction, server, shape, rows[0], cancellationToken).ConfigureAwait(false)))
                    : WriteOutcome.Failed(PostgresErrors.KeptOut());
                return;
            }
        }

        var half = rows.Count / 2;
        await BisectAsync(transaction, shape, rows[..half], cancellationToken).ConfigureAwait(false);
        await BisectAsync(transaction, shape, rows[half..], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes records by way of the staging table; true where all of them were created.</summary>
    private async Task<bool> ApplyAsync(WriteShape shape, List<int> rows, CancellationToken cancellationToken)
    {
        var staged = await StageAsync(shape, rows, checkKeys: true, cancellationToken).ConfigureAwait(false);
        if (staged.Count == 0)
            return false;
        var command = await shape.WriteCommandAsync(Connection, staged.Count, cancellationToken).ConfigureAwait(false);
        Calls++;
        int[] created, changed, missing;
        long count;
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            (created, changed, missing, count) = (Places(reader, 0), Places(reader, 1), Places(reader, 2), reader.GetInt64(3));
        }

        if (plan.Mode == WriteMode.Insert && count != staged.Count)
            throw new SuppressedException();
        var allCreated = plan.Mode == WriteMode.Insert || (shape.TellsCreated && count == staged.Count && created.Length + changed.Length == 0);
        var otherwise = allCreated ? WriteOutcome.Created() : WriteOutcome.Unchanged();
        foreach (var row in staged)
            outcomes[row] = otherwise;
        foreach (var row in created)
            outcomes[row] = WriteOutcome.Created();
        foreach (var row in changed)
            outcomes[row] = plan.Mode == WriteMode.Delete ? WriteOutcome.Deleted() : WriteOutcome.Updated();
        foreach (var row in missing)
        {
            if (plan.Mode == WriteMode.Update)
                Fail(row, new DriverErrorCode(PostgresDriver.RecordNotFound), $"There is no record of {Names.Short(plan.Table.Name)} with this key. Upsert it instead.", plan.KeyFields[0]);
            else
                Lacking(row, shape);
        }

        return allCreated;
    }

    /// <summary>The field that a record, alone, was refused for, where the server does not name it.</summary>
    private async Task<string?> CulpritAsync(NpgsqlTransaction transaction, PostgresException refusal, WriteShape shape, int row, CancellationToken cancellationToken)
    {
        if (refusal.ColumnName is not null || refusal.ConstraintName is not null)
            return null;
        if (refusal.Where is { } where && StagedColumn().Match(where) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < shape.Columns.Count)
        {
            return shape.Columns[place].Column.Name;
        }

        var casts = Enumerable.Range(0, shape.Columns.Count).Where(at => shape.Columns[at].IsCast).ToList();
        if (casts.Count <= 1)
            return casts.Count == 1 && refusal.SqlState.StartsWith("22", StringComparison.Ordinal) ? shape.Columns[casts[0]].Column.Name : null;
        const string Here = "intagent_cast";
        await transaction.SaveAsync(Here, cancellationToken).ConfigureAwait(false);
        string? found = null;
        try
        {
            await StageAsync(shape, [row], checkKeys: false, cancellationToken).ConfigureAwait(false);
            foreach (var at in casts)
            {
                found = shape.Columns[at].Column.Name;
                await ExecuteAsync(shape.CastSql(at), cancellationToken).ConfigureAwait(false);
                found = null;
            }
        }
        catch (PostgresException)
        {
            // This one it is.
        }

        await transaction.RollbackAsync(Here, cancellationToken).ConfigureAwait(false);
        return found;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        Calls++;
        using var command = new NpgsqlCommand(sql, Connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Undo()
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

    private void Lacking(int row, WriteShape shape) =>
        Fail(row, DriverErrorCode.InvalidValue, $"There is no record with this key, and a new one must have a value for '{Names.Short(shape.Missing[0])}'.", shape.Missing[0]);

    private void Fail(int row, DriverErrorCode code, string message, string field) =>
        outcomes[row] = WriteOutcome.Failed(new DriverError { Code = code, Message = message, Fields = [field] });

    [GeneratedRegex(@"^COPY intagent_stage_\d+, line \d+, column c(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex StagedColumn();

    /// <summary>A trigger of the table let some records pass without writing them.</summary>
    private sealed class SuppressedException : Exception;
}
