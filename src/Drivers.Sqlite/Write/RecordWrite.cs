using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Schema;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Sqlite.Write;

/// <summary>Writes the records of one page, one by one, within a transaction that holds the write lock, so that nothing changes between looking and writing.</summary>
internal sealed class RecordWrite(Database database, WritePlan plan)
{
    private readonly Dictionary<string, int> keys = new(StringComparer.Ordinal);

    public WriteOutcome Write(Record record)
    {
        if (plan.MissingKey(record) is { } key)
            return Failed(DriverErrorCode.InvalidValue, $"The key field '{Names.Short(key)}' has no value.", key);
        if (plan.Mode != WriteMode.Insert && plan.KeyOf(record) is var text && !keys.TryAdd(text, record.Row))
        {
            return Failed(
                DriverErrorCode.Duplicate,
                string.Create(CultureInfo.InvariantCulture, $"The key '{Names.Short(string.Join("+", plan.KeyFields))}' is there twice in one batch: record {keys[text] + 1} came first. Make the keys of the source distinct."),
                plan.KeyFields[0]);
        }

        var variant = plan.VariantOf(record);
        return plan.Mode switch
        {
            WriteMode.Insert => Change(variant, variant.Insert, record, WriteOutcome.Created()),
            WriteMode.Delete => Change(variant, variant.Delete, record, WriteOutcome.Deleted()),
            _ => ByKey(variant, record),
        };
    }

    /// <summary>What is there: null for nothing, else whether it differs; or why it could not be looked for.</summary>
    public WriteOutcome? Find(WriteVariant variant, Record record, out bool? differs)
    {
        differs = null;
        var find = variant.Find;
        if (BindAll(variant, find, record) is { } refused)
            return refused;
        var result = find.TryStep();
        if (result == raw.SQLITE_ROW)
            differs = find.Int64(0) != 0;
        find.Reset();
        return result is raw.SQLITE_ROW or raw.SQLITE_DONE ? null : Refused(result);
    }

    private WriteOutcome ByKey(WriteVariant variant, Record record)
    {
        if (Find(variant, record, out var differs) is { } refused)
            return refused;
        return differs switch
        {
            null when plan.Mode == WriteMode.Update =>
                Failed(new DriverErrorCode(SqliteDriver.RecordNotFound), $"There is no record of {Names.Short(plan.Table.Name)} with this key. Upsert it instead.", plan.KeyFields[0]),
            null => Change(variant, variant.Insert, record, WriteOutcome.Created()),
            true => Change(variant, variant.Update, record, WriteOutcome.Updated()),
            false => WriteOutcome.Unchanged(),
        };
    }

    private WriteOutcome Change(WriteVariant variant, Statement statement, Record record, WriteOutcome done)
    {
        if (BindAll(variant, statement, record) is { } refused)
            return refused;
        var result = statement.TryStep();
        var outcome = result == raw.SQLITE_DONE ? database.Changes > 0 ? done : WriteOutcome.Unchanged() : Refused(result);
        statement.Reset();
        return outcome;
    }

    private static WriteOutcome? BindAll(WriteVariant variant, Statement statement, Record record)
    {
        for (var i = 0; i < variant.Binders.Count; i++)
        {
            var binder = variant.Binders[i];
            if (binder.Bind(statement, i + 1, record) is { } problem)
                return Failed(DriverErrorCode.InvalidValue, problem, binder.Column.Name);
        }

        return null;
    }

    private WriteOutcome Refused(int result) =>
        database.IsAutoCommit || SqliteErrors.ForRecord(database.Handle, result, Names.Short(plan.Table.Name)) is not { } error
            ? throw SqliteErrors.Failure(database.Handle, result)
            : WriteOutcome.Failed(error);

    private static WriteOutcome Failed(DriverErrorCode code, string message, string field) =>
        WriteOutcome.Failed(new DriverError { Code = code, Message = message, Fields = [field] });
}
