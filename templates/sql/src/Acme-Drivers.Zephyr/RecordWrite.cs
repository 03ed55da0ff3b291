using IntegrationAgent.Driver;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr;

/// <summary>Writes records one by one within a transaction, and tells created, updated and unchanged apart.</summary>
internal sealed class RecordWrite(SqliteConnection connection, SqliteTransaction transaction, Table table, IReadOnlyList<Column> columns, IReadOnlyList<int> key)
{
    private const int Constraint = 19;
    private const int NotNull = 1299;
    private const int Unique = 2067;
    private const int PrimaryKey = 1555;

    internal WriteOutcome Run(WriteMode mode, Record record)
    {
        var values = new object?[columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (record.GetState(i) == ValueState.Absent)
                continue;
            if (Problem(record.GetValue(i), columns[i], out values[i]) is { } problem)
                return WriteOutcome.Failed(problem);
        }

        if (key.Any(position => values[position] is null or DBNull))
            return Failed(DriverErrorCode.InvalidValue, "The record has no value for its key. Give it one.", columns[key[0]].Name);
        try
        {
            return mode == WriteMode.Insert ? Insert(values) : Keyed(mode, values);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == Constraint)
        {
            return exception.SqliteExtendedErrorCode switch
            {
                Unique or PrimaryKey => Failed(DriverErrorCode.Duplicate, "Another record has this unique value. Upsert by that field.", null),
                NotNull => Failed(DriverErrorCode.InvalidValue, "A field that must have a value has none. Give it one.", Missing(values)),
                _ => Failed(DriverErrorCode.InvalidValue, "The record breaks a rule of the table. Check references and choices.", null),
            };
        }
    }

    private WriteOutcome Keyed(WriteMode mode, object?[] values)
    {
        var stored = Find(values);
        if (mode == WriteMode.Delete)
        {
            if (stored is null)
                return WriteOutcome.Unchanged();
            Execute($"DELETE FROM {SchemaReader.Quote(table.Name)} WHERE {KeyCondition()}", values, key);
            return WriteOutcome.Deleted();
        }

        if (stored is null)
        {
            return mode == WriteMode.Update
                ? Failed(new DriverErrorCode(ZephyrDriver.RecordNotFound), "No record has this key. Upsert, or leave the record out.", columns[key[0]].Name)
                : Insert(values);
        }

        var changed = Enumerable.Range(0, values.Length).Where(i => values[i] is not null && !Same(values[i]!, stored[i])).ToArray();
        if (changed.Length == 0)
            return WriteOutcome.Unchanged();
        Execute($"UPDATE {SchemaReader.Quote(table.Name)} SET {string.Join(", ", changed.Select(i => $"{Name(i)} = $p{i}"))} WHERE {KeyCondition()}", values, [.. changed.Concat(key).Distinct()]);
        return WriteOutcome.Updated();
    }

    private WriteOutcome Insert(object?[] values)
    {
        var given = Enumerable.Range(0, values.Length).Where(i => values[i] is not null).ToArray();
        Execute(
            given.Length == 0
                ? $"INSERT INTO {SchemaReader.Quote(table.Name)} DEFAULT VALUES"
                : $"INSERT INTO {SchemaReader.Quote(table.Name)} ({Names(given)}) VALUES ({Parameters(given)})",
            values,
            given);
        return WriteOutcome.Created();
    }

    /// <summary>What is stored under the key, in the order of the columns; null where nothing is.</summary>
    private object[]? Find(object?[] values)
    {
        using var command = Command($"SELECT {string.Join(", ", columns.Select((_, i) => Name(i)))} FROM {SchemaReader.Quote(table.Name)} WHERE {KeyCondition()}", values, key);
        using var row = command.ExecuteReader();
        if (!row.Read())
            return null;
        var stored = new object[columns.Count];
        row.GetValues(stored);
        return stored;
    }

    private void Execute(string sql, object?[] values, IReadOnlyList<int> used)
    {
        using var command = Command(sql, values, used);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, object?[] values, IReadOnlyList<int> used)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var i in used)
            command.Parameters.AddWithValue($"$p{i}", values[i]!);
        return command;
    }

    private string KeyCondition() => string.Join(" AND ", key.Select(i => $"{Name(i)} = $p{i}"));

    private string Name(int column) => SchemaReader.Quote(columns[column].Name);

    private string Names(IEnumerable<int> used) => string.Join(", ", used.Select(Name));

    private static string Parameters(IEnumerable<int> used) => string.Join(", ", used.Select(i => $"$p{i}"));

    private string? Missing(object?[] values) =>
        table.Columns.FirstOrDefault(column => column.NotNull && !column.HasDefault && !column.IsRowId && !columns.Where((one, i) => one.Name == column.Name && values[i] is not (null or DBNull)).Any())?.Name;

    private static DriverError? Problem(RecordValue value, Column column, out object? stored)
    {
        stored = ColumnTypes.Store(value, column);
        var (length, scale) = ColumnTypes.Sizes(column.Declared);
        if (stored is null)
            return Error(DriverErrorCode.InvalidValue, "The value is of another type than its field. Convert it.", column.Name);
        if (column.Type == FieldType.String && stored is string text && length is { } most && new System.Globalization.StringInfo(text).LengthInTextElements > most)
            return Error(DriverErrorCode.InvalidValue, "The text is longer than its field. Shorten it.", column.Name);
        if (column.Type == FieldType.Decimal && stored is string number && scale is { } digits && number.Contains('.', StringComparison.Ordinal) && number.Length - number.IndexOf('.', StringComparison.Ordinal) - 1 > digits)
            return Error(DriverErrorCode.InvalidValue, "The number has more digits after the point than its field. Round it.", column.Name);
        return null;
    }

    private static bool Same(object left, object right) => (left, right) switch
    {
        (DBNull, DBNull) => true,
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        _ => left.Equals(right),
    };

    private static WriteOutcome Failed(DriverErrorCode code, string message, string? field) => WriteOutcome.Failed(Error(code, message, field));

    private static DriverError Error(DriverErrorCode code, string message, string? field) => new() { Code = code, Message = message, Fields = field is null ? [] : [field] };
}
