using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>A step from a record to the record that one of its references names.</summary>
internal sealed record Hop(LongColumn Reference, IReadOnlyList<Table> Targets)
{
    public bool Polymorphic => Targets.Count > 1;
}

/// <summary>A field reached from the root object over zero or more references.</summary>
internal sealed class FieldPath(IReadOnlyList<Hop> hops, FieldSchema field, Column?[] columns)
{
    public IReadOnlyList<Hop> Hops { get; } = hops;

    public FieldSchema Field { get; } = field;

    /// <summary>The columns by table number; one, unless the last step can lead to several objects.</summary>
    public Column?[] Columns { get; } = columns;

    public Operand ToOperand(string name)
    {
        if (Hops.Count == 0) return Operand.Of(Columns.First(c => c is not null)!);
        return new Operand
        {
            Name = name,
            Type = Field.Type,
            Field = Field,
            IsNull = row => Walk(ref row) is not { } column || column.IsNull(row),
            Text = row => Walk(ref row) is TextColumn column ? column.Text(row) : null,
            Number = row => Walk(ref row) is NumberColumn column ? column.Number(row) : double.NaN,
            Long = row => Walk(ref row) is LongColumn column ? column.Long(row) : RecordRef.Null,
            Bool = row => Walk(ref row) is BoolColumn column ? column.Bool(row) ? 1 : 0 : -1,
        };
    }

    /// <summary>Follows the references of a row; null when one of them is empty.</summary>
    private Column? Walk(ref int row)
    {
        var reference = RecordRef.Null;
        foreach (var hop in Hops)
        {
            reference = hop.Reference.Long(row);
            if (reference == RecordRef.Null) return null;
            row = RecordRef.Row(reference);
        }

        return Columns[RecordRef.Table(reference)];
    }
}
