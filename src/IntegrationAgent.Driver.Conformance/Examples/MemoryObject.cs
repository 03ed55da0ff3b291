using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>An object in memory, with its records.</summary>
internal sealed class MemoryObject(ConformanceObject declared, IEnumerable<ConformanceRow> records)
{
    private static readonly RowFilter Filters = new(ignoresCase: false);
    private readonly List<ConformanceRow> rows = [.. records];

    public ObjectSchema Schema { get; } = new()
    {
        Name = declared.Name,
        KeyFields = declared.KeyFields,
        Fields =
        [
            .. declared.Fields.Select(field => new FieldSchema
            {
                Name = field.Name,
                Type = field.Type,
                Nullable = field.Nullable,
                Creatable = field.Writable,
                Updatable = field.Writable,
                MaxLength = field.MaxLength,
                UpsertKey = declared.WriteKey.Contains(field.Name, StringComparer.Ordinal),
            }),
        ],
    };

    public ConformanceField Field(string name) => declared.Fields.FirstOrDefault(field => field.Name == name)
        ?? throw new DriverException(DriverErrorCode.FieldNotFound, $"'{declared.Name}' has no field '{name}'. Name it in ConformanceExample.Others.");

    public List<ConformanceRow> Select(Filter? filter, IReadOnlyList<SortField> order)
    {
        IEnumerable<ConformanceRow> found = rows.Where(row => filter is null || Filters.Matches(filter, row)).ToList();
        foreach (var sort in order.Reverse())
            found = sort.Descending ? found.OrderByDescending(row => row[sort.Field], ValueOrder.Instance) : found.OrderBy(row => row[sort.Field], ValueOrder.Instance);
        return [.. found];
    }

    public WriteOutcome Write(WriteMode mode, IReadOnlyList<string> key, Record record)
    {
        var names = record.Schema.Fields.Select(field => Field(field.Name).Name).ToArray();
        var row = new ConformanceRow(names.Select((name, i) => KeyValuePair.Create(name, record.GetValue(i))).Where(pair => pair.Value.State != ValueState.Absent));
        var at = mode == WriteMode.Insert ? -1 : rows.FindIndex(one => one.Key(key) == row.Key(key));
        if (mode == WriteMode.Delete)
        {
            if (at >= 0)
                rows.RemoveAt(at);
            return at >= 0 ? WriteOutcome.Deleted() : WriteOutcome.Unchanged();
        }

        if (at < 0 && mode == WriteMode.Update)
            return WriteOutcome.Failed(new DriverError { Code = DriverErrorCode.ObjectNotFound, Message = $"'{declared.Name}' has no record with that key. Upsert it." });
        if (names.FirstOrDefault(name => !Field(name).Nullable && row[name].IsNull) is { } missing)
            return WriteOutcome.Failed(new DriverError { Code = DriverErrorCode.InvalidValue, Message = $"'{missing}' of '{declared.Name}' must have a value." });
        if (at < 0)
        {
            rows.Add(row);
            return WriteOutcome.Created();
        }

        if (row.Names.All(name => Values.Same(rows[at][name], row[name])))
            return WriteOutcome.Unchanged();
        rows[at] = row.Names.Aggregate(rows[at], (changed, name) => changed.With(name, row[name]));
        return WriteOutcome.Updated();
    }

    /// <summary>Missing values first; numbers and times by what they are, the rest as text.</summary>
    private sealed class ValueOrder : IComparer<RecordValue>
    {
        public static ValueOrder Instance { get; } = new();

        public int Compare(RecordValue x, RecordValue y)
        {
            if (x.IsNull || y.IsNull)
                return y.IsNull.CompareTo(x.IsNull);
            return x.Type is FieldType.Int64 or FieldType.Double or FieldType.Decimal or FieldType.Date or FieldType.Timestamp
                ? RowFilter.Order(x, y)
                : string.CompareOrdinal(x.ToInvariantString(), y.ToInvariantString());
        }
    }
}
