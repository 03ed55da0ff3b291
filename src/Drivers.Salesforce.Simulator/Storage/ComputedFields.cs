using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>Columns of formula and roll-up fields. They are compiled when first read, because other tables come into being later.</summary>
internal static class ComputedFields
{
    public static Column? Create(Table table, RecordStore store, FieldSchema field)
    {
        if (field.RollUp is { } rollUp)
        {
            var children = new Lazy<Func<int, double>>(() => Sum(table, store, rollUp));
            return new DerivedNumberColumn(field, row => children.Value(row));
        }

        if (field.Formula is not { } text) return null;
        var formula = new Lazy<Func<int, object?>>(() => Formula.Compile(store, table, text));
        if (field.IsNumber) return new DerivedNumberColumn(field, row => formula.Value(row) is double d ? d : double.NaN);
        if (field.Type == FieldType.Boolean) return new DerivedBoolColumn(field, row => formula.Value(row) is true);
        return new DerivedTextColumn(field, row => formula.Value(row) is string { Length: > 0 } value ? value : null);
    }

    /// <exception cref="InvalidDataException">The field cannot be computed.</exception>
    public static void Check(Table table, RecordStore store, FieldSchema field)
    {
        if (field.RollUp is { } rollUp) Sum(table, store, rollUp);
        else if (field.Formula is { } text) Formula.Compile(store, table, text);
    }

    private static Func<int, double> Sum(Table table, RecordStore store, RollUp rollUp)
    {
        var child = table.Schema.Children.Find(c => c.Field.ChildRelationshipName is { } name && (name.Equals(rollUp.Relationship, StringComparison.OrdinalIgnoreCase) || name.Equals(rollUp.Relationship + "__r", StringComparison.OrdinalIgnoreCase)))
            ?? throw new InvalidDataException($"A roll-up of {table.Schema.Name} names the relationship '{rollUp.Relationship}', which the object does not have.");
        var children = store.Tables[child.Child.Index];
        var reference = (LongColumn)children.Columns[child.Field.Index];
        var function = rollUp.Function.ToUpperInvariant();
        if (function == "COUNT") return row => Live(row).Count();
        if (function is not ("SUM" or "MIN" or "MAX") || rollUp.Field is null || children.Find(rollUp.Field) is not NumberColumn column || column is DerivedNumberColumn)
            throw new InvalidDataException($"A roll-up of {table.Schema.Name} asks for {rollUp.Function} of '{rollUp.Field}'. Use COUNT, or SUM, MIN or MAX of a number field of {children.Schema.Name}.");
        return row =>
        {
            var values = Live(row).Select(column.Number).Where(n => !double.IsNaN(n)).ToArray();
            return function switch
            {
                "SUM" => values.Sum(),
                _ when values.Length == 0 => double.NaN,
                "MIN" => values.Min(),
                _ => values.Max(),
            };
        };

        IEnumerable<int> Live(int row) => children.Children(reference, table).Children(row).Where(r => children.State(r) == RowState.Live);
    }
}
