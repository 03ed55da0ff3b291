using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Schema;

namespace IntegrationAgent.Drivers.Sqlite.Write;

/// <summary>The statements for records that have the same fields. Parameter n is the n-th of those fields in all of them.</summary>
internal sealed class WriteVariant : IDisposable
{
    private readonly Database database;
    private readonly Table table;
    private readonly IReadOnlyList<ColumnBinder> binders;
    private readonly IReadOnlyCollection<string> keys;
    private Statement? find;
    private Statement? insert;
    private Statement? update;
    private Statement? delete;

    public WriteVariant(Database database, Table table, IReadOnlyList<ColumnBinder> binders, IReadOnlyCollection<string> keys)
    {
        this.database = database;
        this.table = table;
        this.binders = binders;
        this.keys = keys;
    }

    /// <summary>The fields that the records have.</summary>
    public IReadOnlyList<ColumnBinder> Binders => binders;

    /// <summary>No row where there is no record; else whether its values differ. Texts differ by their bytes, whatever the column's own order says.</summary>
    public Statement Find => find ??= database.Prepare(
        $"SELECT {string.Join(" OR ", Each(binder => !IsKey(binder), Differs).DefaultIfEmpty("0"))} FROM {table.Quoted} AS t WHERE {Key}");

    public Statement Insert => insert ??= database.Prepare(binders.Count == 0
        ? $"INSERT OR ABORT INTO {table.Quoted} DEFAULT VALUES"
        : $"INSERT OR ABORT INTO {table.Quoted} ({string.Join(", ", binders.Select(binder => binder.Column.Quoted))}) VALUES ({string.Join(", ", Each(_ => true, (_, parameter) => $"?{parameter}"))})");

    public Statement Update => update ??= database.Prepare(
        $"UPDATE OR ABORT {table.Quoted} AS t SET {string.Join(", ", Each(binder => !IsKey(binder), (binder, parameter) => $"{binder.Column.Quoted} = ?{parameter}"))} WHERE {Key}");

    public Statement Delete => delete ??= database.Prepare($"DELETE FROM {table.Quoted} AS t WHERE {Key}");

    private string Key => string.Join(" AND ", Each(IsKey, (binder, parameter) => $"t.{binder.Column.Quoted} = ?{parameter}"));

    public void Dispose()
    {
        find?.Dispose();
        insert?.Dispose();
        update?.Dispose();
        delete?.Dispose();
    }

    private bool IsKey(ColumnBinder binder) => keys.Contains(binder.Column.Name);

    private static string Differs(ColumnBinder binder, int parameter) => $"t.{binder.Column.Quoted} IS NOT ?{parameter} COLLATE BINARY";

    private IEnumerable<string> Each(Func<ColumnBinder, bool> where, Func<ColumnBinder, int, string> write)
    {
        for (var i = 0; i < binders.Count; i++)
        {
            if (where(binders[i]))
                yield return write(binders[i], i + 1);
        }
    }
}
