using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Schema;

namespace IntegrationAgent.Drivers.Postgres.Write;

/// <summary>How records of one shape are written to one table: checked once, before the first record.</summary>
internal sealed class WritePlan : IDisposable
{
    private readonly WriteSession session;
    private readonly StageColumn[] columns;
    private readonly StageColumn[] keys;
    private readonly Dictionary<string, WriteShape> sparse = new(StringComparer.Ordinal);
    private readonly WriteShape complete;

    public WritePlan(WriteSession session, Table table, WriteRequest request)
    {
        this.session = session;
        Table = table;
        Mode = request.Mode;
        Schema = request.Records.Schema;
        KeyFields = [.. request.KeyFields];
        if (!table.IsTable)
            throw Refused(DriverErrorCode.PermissionDenied, $"{Names.Short(table.Name)} is a {(table.Kind == 'v' ? "view" : "materialized view")} and cannot be written; nothing was. Write to a table.", table.Name);
        if (!table.IsWritable && Mode is WriteMode.Upsert or WriteMode.Insert)
            throw Refused(DriverErrorCode.PermissionDenied, $"The role may not insert into {Names.Short(table.Name)}; nothing was written. Ask an administrator to grant it.", table.Name);
        var keyNames = Mode == WriteMode.Insert ? [] : KeyFields.Select(name => table.Require(name).Name).ToHashSet(StringComparer.Ordinal);
        columns = [.. Schema.Fields.Select((field, at) => Column(field, at, keyNames))];
        if (columns.GroupBy(column => column.Column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refused(DriverErrorCode.InvalidValue, $"The field '{Names.Short(twice.Key)}' is there twice; nothing was written.", twice.Key);
        if (columns.Length >= short.MaxValue / 8)
            throw Refused(DriverErrorCode.InvalidValue, "A table has at most 1,600 columns; nothing was written.", table.Name);
        if (keyNames.FirstOrDefault(name => !columns.Any(column => column.Column.Name == name)) is { } lacking)
            throw Refused(DriverErrorCode.InvalidValue, $"The key field '{Names.Short(lacking)}' is not among the fields that are written. Add it.", lacking);
        if (Mode != WriteMode.Insert && (keyNames.Count == 0 || !table.IsUnique(keyNames)))
            throw NotUnique(table, KeyFields);
        keys = [.. columns.Where(column => column.IsKey)];
        complete = session.Shape(table, Mode, Mode == WriteMode.Delete ? keys : columns);
    }

    public Table Table { get; }

    public WriteMode Mode { get; }

    public RecordSchema Schema { get; }

    public IReadOnlyList<string> KeyFields { get; }

    /// <summary>Whether it was made for requests like this one.</summary>
    public bool Fits(WriteRequest request) =>
        ReferenceEquals(Schema, request.Records.Schema) && Mode == request.Mode && KeyFields.SequenceEqual(request.KeyFields)
        && string.Equals(Request, request.Object, StringComparison.Ordinal);

    /// <summary>The name by which the table was asked for.</summary>
    public required string Request { get; init; }

    /// <summary>The name of a key field without a value; null where all have one.</summary>
    public string? MissingKey(Record record)
    {
        foreach (var key in keys)
        {
            if (record.IsNull(key.Ordinal))
                return key.Column.Name;
        }

        return null;
    }

    /// <summary>The statements for the fields that this record has.</summary>
    public WriteShape ShapeOf(Record record)
    {
        if (Mode == WriteMode.Delete || !HasAbsent(record))
            return complete;
        var mask = string.Create(columns.Length, (record, columns), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = state.record.GetState(state.columns[i].Ordinal) == ValueState.Absent ? '0' : '1';
        });
        if (!sparse.TryGetValue(mask, out var shape))
            sparse[mask] = shape = session.Shape(Table, Mode, [.. columns.Where((_, at) => mask[at] == '1')]);
        return shape;
    }

    public void Dispose()
    {
        complete.Dispose();
        foreach (var shape in sparse.Values)
            shape.Dispose();
        sparse.Clear();
    }

    private bool HasAbsent(Record record)
    {
        foreach (var column in columns)
        {
            if (record.IsNull(column.Ordinal) && record.GetState(column.Ordinal) == ValueState.Absent)
                return true;
        }

        return false;
    }

    private StageColumn Column(RecordField field, int at, HashSet<string> keyNames)
    {
        var column = Table.Require(field.Name);
        var isKey = keyNames.Contains(column.Name);
        if (column.Generated)
            throw Refused(DriverErrorCode.InvalidValue, $"The field '{Names.Short(column.Name)}' is computed and cannot be written. Leave it out.", column.Name);
        if (column.IdentityAlways && !isKey && Mode != WriteMode.Insert)
            throw Refused(DriverErrorCode.InvalidValue, $"The field '{Names.Short(column.Name)}' is numbered by the server and cannot be changed. Leave it out.", column.Name);
        if (!StageColumn.CanFit(field.Type, column.Type.Form))
            throw Refused(DriverErrorCode.InvalidValue, $"The field '{Names.Short(column.Name)}' is {Names.Short(column.Type.Native)} and takes no {field.Type} values; nothing was written. Map another field or convert it.", column.Name);
        return new StageColumn(at, field, column, isKey);
    }

    private static DriverException NotUnique(Table table, IReadOnlyList<string> keys)
    {
        var unique = table.UniqueKeys.Select(key => string.Join("+", key)).Take(5).ToArray();
        var named = keys.Count == 0 ? "No key is named" : $"The key {Names.Short(string.Join("+", keys))} is not unique";
        return new DriverException(
            DriverErrorCode.InvalidValue,
            $"{named} in {Names.Short(table.Name)}; nothing was written. {(unique.Length == 0 ? "The table has no unique key: add one." : $"Use: {Names.Short(string.Join(", ", unique))}.")}")
        {
            Scope = ErrorScope.Object,
            Retry = RetryAdvice.AfterUserAction,
            Target = keys.Count > 0 ? keys[0] : table.Name,
            Suggestions = unique,
        };
    }

    private static DriverException Refused(DriverErrorCode code, string message, string target) =>
        new(code, message) { Scope = ErrorScope.Object, Retry = RetryAdvice.AfterUserAction, Target = target };
}
