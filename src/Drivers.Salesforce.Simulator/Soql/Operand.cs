using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>A compiled expression: one delegate per kind of value, over row or group numbers.</summary>
internal sealed class Operand
{
    public required string Name { get; init; }

    public required FieldType Type { get; init; }

    /// <summary>The field, when the expression is one.</summary>
    public FieldSchema? Field { get; init; }

    /// <summary>The column of the root object, when the expression is a direct field of it.</summary>
    public Column? Direct { get; init; }

    public Func<int, string?> Text { get; init; } = static _ => null;

    public Func<int, double> Number { get; init; } = static _ => double.NaN;

    public Func<int, long> Long { get; init; } = static _ => RecordRef.Null;

    /// <summary>1, 0, or -1 for null.</summary>
    public Func<int, int> Bool { get; init; } = static _ => -1;

    public required Func<int, bool> IsNull { get; init; }

    public bool IsText => Type is not (FieldType.Id or FieldType.Reference or FieldType.Boolean or FieldType.Currency or FieldType.Percent
        or FieldType.Double or FieldType.Int or FieldType.Date or FieldType.Datetime or FieldType.Time or FieldType.Address);

    public bool IsNumber => Type is FieldType.Currency or FieldType.Percent or FieldType.Double or FieldType.Int;

    public bool IsReference => Type is FieldType.Id or FieldType.Reference;

    /// <summary>The value boxed as columns box it; booleans as bool.</summary>
    public object? Get(int row)
    {
        if (IsNull(row)) return null;
        if (IsText) return Text(row);
        if (IsNumber) return Number(row);
        return Type == FieldType.Boolean ? Bool(row) == 1 : Long(row);
    }

    public static Operand Of(Column column) => new()
    {
        Name = column.Field.Name,
        Type = column.Field.Type,
        Field = column.Field,
        Direct = column,
        IsNull = column.IsNull,
        Text = column is TextColumn text ? text.Text : static _ => null,
        Number = column is NumberColumn number ? number.Number : static _ => double.NaN,
        Long = column is LongColumn l ? l.Long : static _ => RecordRef.Null,
        Bool = column is BoolColumn b ? row => b.Bool(row) ? 1 : 0 : static _ => -1,
    };
}
