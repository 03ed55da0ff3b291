using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>The records of one object in the store's file: one SQLite table, one column for each field that is not computed. References are kept as ids.</summary>
internal sealed class StoreTable : IDisposable
{
    private const int FirstField = 3;

    private readonly RecordStore _store;
    private readonly Table _table;
    private readonly Column[] _columns;
    private readonly sqlite3 _database;
    private readonly string _name;
    private sqlite3_stmt? _save;
    private sqlite3_stmt? _delete;

    public StoreTable(SqliteConnection connection, RecordStore store, Table table)
    {
        _store = store;
        _table = table;
        _columns = [.. table.Columns.Where(c => c.IsStored)];
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        _name = Quote(table.Schema.Name);
        Create();
    }

    private string Names => "\"$row\", \"$state\", \"$deleted\"" + string.Concat(_columns.Select(c => ", " + Quote(c.Field.Name)));

    /// <summary>Reads every record into memory.</summary>
    public void Load()
    {
        using var query = Prepare($"SELECT {Names} FROM {_name} ORDER BY 1");
        var picked = new Dictionary<string, string>(StringComparer.Ordinal);
        while (raw.sqlite3_step(query) == raw.SQLITE_ROW)
        {
            var row = (int)raw.sqlite3_column_int64(query, 0);
            while (_table.Count < row) _table.SetState(_table.AddRow(), RowState.Purged); // a place that was given up
            _table.AddRow();
            for (var i = 0; i < _columns.Length; i++)
            {
                if (raw.sqlite3_column_type(query, FirstField + i) != raw.SQLITE_NULL) _columns[i].Set(row, Read(query, FirstField + i, _columns[i], picked));
            }

            var state = (RowState)raw.sqlite3_column_int64(query, 1);
            if (raw.sqlite3_column_type(query, 2) != raw.SQLITE_NULL) _table.DeletedAt[row] = raw.sqlite3_column_int64(query, 2);
            if (state != RowState.Live) _table.SetState(row, state);
        }

        _table.Dirty = [];
    }

    public void SaveAll()
    {
        for (var row = 0; row < _table.Count; row++) Save(row);
        _table.Dirty = [];
    }

    public void SaveDirty()
    {
        if (_table.Dirty is not { Count: > 0 } dirty) return;
        foreach (var row in dirty)
        {
            if (row < _table.Count) Save(row);
            else Delete(row);
        }

        dirty.Clear();
    }

    public void Dispose()
    {
        _save?.Dispose();
        _delete?.Dispose();
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void Create()
    {
        Run($"CREATE TABLE IF NOT EXISTS {_name}(\"$row\" INTEGER PRIMARY KEY, \"$state\" INTEGER NOT NULL, \"$deleted\" INTEGER)");
        var present = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using (var info = Prepare($"PRAGMA table_info({_name})"))
        {
            while (raw.sqlite3_step(info) == raw.SQLITE_ROW) present.Add(raw.sqlite3_column_text(info, 1).utf8_to_string());
        }

        foreach (var column in _columns)
        {
            if (!present.Contains(column.Field.Name)) Run($"ALTER TABLE {_name} ADD COLUMN {Quote(column.Field.Name)}");
        }
    }

    private object? Read(sqlite3_stmt query, int index, Column column, Dictionary<string, string> picked)
    {
        switch (column)
        {
            case NumberColumn: return raw.sqlite3_column_double(query, index);
            case BoolColumn: return raw.sqlite3_column_int64(query, index) == 1;
            case LongColumn when column.Field.Type != FieldType.Reference: return raw.sqlite3_column_int64(query, index);
        }

        var text = Encoding.UTF8.GetString(raw.sqlite3_column_blob(query, index));
        if (column is LongColumn) return _store.Reference(text) ?? throw new SimulatorStoreException($"The store holds '{text}' in {_table.Schema.Name}.{column.Field.Name}, which is the id of no object. Name another file.");
        if (column.Field.Type != FieldType.Picklist) return text;
        if (!picked.TryGetValue(text, out var known)) picked[text] = known = text;
        return known;
    }

    private void Save(int row)
    {
        _save ??= Prepare($"INSERT OR REPLACE INTO {_name}({Names}) VALUES (?, ?, ?{string.Concat(_columns.Select(_ => ", ?"))})");
        raw.sqlite3_bind_int64(_save, 1, row);
        raw.sqlite3_bind_int64(_save, 2, (long)_table.State(row));
        if (_table.DeletedAt.TryGetValue(row, out var at)) raw.sqlite3_bind_int64(_save, 3, at);
        else raw.sqlite3_bind_null(_save, 3);
        for (var i = 0; i < _columns.Length; i++) Bind(_save, FirstField + 1 + i, _columns[i], row);
        Finish(_save);
    }

    private void Bind(sqlite3_stmt statement, int index, Column column, int row)
    {
        switch (column)
        {
            case TextColumn text when text.Text(row) is { } value:
                raw.sqlite3_bind_text(statement, index, value);
                break;
            case NumberColumn number when !number.IsNull(row):
                raw.sqlite3_bind_double(statement, index, number.Number(row));
                break;
            case BoolColumn flag when flag.Bool(row):
                raw.sqlite3_bind_int64(statement, index, 1);
                break;
            case LongColumn l when !l.IsNull(row):
                if (column.Field.Type != FieldType.Reference)
                {
                    raw.sqlite3_bind_int64(statement, index, l.Long(row));
                    break;
                }

                Span<byte> id = stackalloc byte[18];
                SalesforceId.Write(_store.Tables[RecordRef.Table(l.Long(row))].Schema.KeyPrefix, RecordRef.Row(l.Long(row)), id);
                raw.sqlite3_bind_text(statement, index, id);
                break;
            default:
                raw.sqlite3_bind_null(statement, index);
                break;
        }
    }

    private void Delete(int row)
    {
        _delete ??= Prepare($"DELETE FROM {_name} WHERE \"$row\" = ?");
        raw.sqlite3_bind_int64(_delete, 1, row);
        Finish(_delete);
    }

    private void Finish(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE) throw Failed(code);
    }

    private void Run(string sql)
    {
        using var statement = Prepare(sql);
        if (raw.sqlite3_step(statement) is var code && code is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) throw Failed(code);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v2(_database, sql, out var statement);
        return code == raw.SQLITE_OK ? statement : throw Failed(code);
    }

    private SqliteException Failed(int code) => new(raw.sqlite3_errmsg(_database).utf8_to_string(), code);
}
