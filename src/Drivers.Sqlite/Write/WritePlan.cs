using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Schema;
using IntegrationAgent.Drivers.Sqlite.Values;

namespace IntegrationAgent.Drivers.Sqlite.Write;

/// <summary>How records of one shape are written to one table: checked once, before the first record.</summary>
internal sealed class WritePlan : IDisposable
{
    private const int MaxVariants = 64;
    private readonly Database database;
    private readonly ColumnBinder[] binders;
    private readonly ColumnBinder[] keyBinders;
    private readonly HashSet<string> keyNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, WriteVariant> sparse = new(StringComparer.Ordinal);
    private readonly WriteVariant complete;

    public WritePlan(Database database, Table table, WriteRequest request)
    {
        this.database = database;
        Table = table;
        Mode = request.Mode;
        Schema = request.Records.Schema;
        KeyFields = [.. request.KeyFields];
        if (!table.IsWritable)
            throw Refused(DriverErrorCode.PermissionDenied, $"{Names.Short(table.Name)} is a {(table.IsView ? "view" : "virtual table")} and cannot be written. Write to a table.", table.Name);
        binders = [.. Schema.Fields.Select((field, position) => Binder(field, position))];
        if (binders.GroupBy(binder => binder.Column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refused(DriverErrorCode.InvalidValue, $"The field '{Names.Short(twice.Key)}' is there twice.", twice.Key);
        keyBinders = Mode == WriteMode.Insert ? [] : [.. KeyFields.Select(KeyBinder)];
        if (Mode != WriteMode.Insert && !table.IsUnique([.. keyNames]))
            throw NotUnique(table, KeyFields);
        complete = new WriteVariant(database, table, Mode == WriteMode.Delete ? keyBinders : binders, keyNames);
    }

    public Table Table { get; }

    public WriteMode Mode { get; }

    public RecordSchema Schema { get; }

    public IReadOnlyList<string> KeyFields { get; }

    /// <summary>Whether it was made for requests like this one.</summary>
    public bool Fits(WriteRequest request, Table table) =>
        ReferenceEquals(Schema, request.Records.Schema) && ReferenceEquals(Table, table) && Mode == request.Mode && KeyFields.SequenceEqual(request.KeyFields);

    /// <summary>The name of a key field without a value; null where all have one.</summary>
    public string? MissingKey(Record record)
    {
        foreach (var key in keyBinders)
        {
            if (record.IsNull(key.Ordinal))
                return key.Column.Name;
        }

        return null;
    }

    /// <summary>The key of a record as one text, to be compared within a page.</summary>
    public string KeyOf(Record record)
    {
        if (keyBinders.Length == 1)
            return record.GetValue(keyBinders[0].Ordinal).ToInvariantString();
        return string.Join('\u001F', keyBinders.Select(key => record.GetValue(key.Ordinal).ToInvariantString().Replace("\u001F", "\u001F\u001F", StringComparison.Ordinal)));
    }

    /// <summary>The statements for the fields that this record has.</summary>
    public WriteVariant VariantOf(Record record)
    {
        if (Mode == WriteMode.Delete || !HasAbsent(record))
            return complete;
        var mask = string.Create(binders.Length, (record, binders), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = state.record.GetState(state.binders[i].Ordinal) == ValueState.Absent ? '0' : '1';
        });
        if (sparse.TryGetValue(mask, out var known))
            return known;
        if (sparse.Count >= MaxVariants)
            DisposeSparse();
        var variant = new WriteVariant(database, Table, [.. binders.Where(binder => mask[binder.Ordinal] == '1')], keyNames);
        sparse[mask] = variant;
        return variant;
    }

    public void Dispose()
    {
        complete.Dispose();
        DisposeSparse();
    }

    private bool HasAbsent(Record record)
    {
        foreach (var binder in binders)
        {
            if (record.IsNull(binder.Ordinal) && record.GetState(binder.Ordinal) == ValueState.Absent)
                return true;
        }

        return false;
    }

    private void DisposeSparse()
    {
        foreach (var variant in sparse.Values)
            variant.Dispose();
        sparse.Clear();
    }

    private ColumnBinder Binder(RecordField field, int position)
    {
        var column = Table.Require(field.Name);
        if (column.Generated)
            throw Refused(DriverErrorCode.InvalidValue, $"The field '{Names.Short(column.Name)}' is computed and cannot be written. Leave it out.", column.Name);
        if (!ValueEncoder.CanFit(field.Type, column.Type))
            throw Refused(DriverErrorCode.InvalidValue, $"The field '{Names.Short(column.Name)}' takes {ValueEncoder.Name(column.Type)}, not {ValueEncoder.Name(field.Type)}. Map another field or convert it.", column.Name);
        return new ColumnBinder(position, field.Type, column);
    }

    private ColumnBinder KeyBinder(string name)
    {
        var column = Table.Require(name);
        keyNames.Add(column.Name);
        return binders.FirstOrDefault(binder => binder.Column.Name == column.Name)
            ?? throw Refused(DriverErrorCode.InvalidValue, $"The key field '{Names.Short(name)}' is not among the fields that are written. Add it.", name);
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
