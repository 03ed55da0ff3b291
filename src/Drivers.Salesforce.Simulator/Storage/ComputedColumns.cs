using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

internal sealed class IdColumn(FieldSchema field, Table table) : LongColumn(field)
{
    public override bool IsStored => false;

    public string TableName => table.Schema.Name;

    public string KeyPrefix => table.Schema.KeyPrefix;

    public override long Long(int row) => RecordRef.Make(table.Index, row);

    public override void SetLong(int row, long value)
    {
    }
}

internal sealed class IsDeletedColumn(FieldSchema field, Table table) : BoolColumn(field)
{
    public override bool IsStored => false;

    public override bool Bool(int row) => table.State(row) != RowState.Live;

    public override void Set(int row, object? value)
    {
    }
}

/// <summary>A person's compound name: first name, blank, last name.</summary>
internal sealed class PersonNameColumn(FieldSchema field, TextColumn first, TextColumn last) : TextColumn(field)
{
    public override bool IsStored => false;

    public override string? Text(int row)
    {
        var given = first.Text(row);
        var family = last.Text(row);
        return given is null ? family : family is null ? given : string.Concat(given, " ", family);
    }

    public override void Set(int row, object? value)
    {
    }
}

/// <summary>A compound address; null when every part is null.</summary>
internal sealed class AddressColumn(FieldSchema field, IReadOnlyList<(string Key, Column Part)> parts) : Column(field)
{
    public override bool IsStored => false;

    /// <summary>The parts under their JSON names, in alphabetical order.</summary>
    public IReadOnlyList<(string Key, Column Part)> Parts { get; } = parts;

    public override bool IsNull(int row) => Parts.All(p => p.Part.IsNull(row));

    public override object? Get(int row) => IsNull(row) ? null : row;

    public override (object? Text, long Bits) Save(int row) => (null, 0);

    public override object? Saved(object? text, long bits) => null;

    public override void Set(int row, object? value)
    {
    }
}

/// <summary>A text that follows from another field, such as an address of a picture.</summary>
internal sealed class DerivedTextColumn(FieldSchema field, Func<int, string?> value) : TextColumn(field)
{
    public override bool IsStored => false;

    public override string? Text(int row) => value(row);

    public override void Set(int row, object? _)
    {
    }
}

internal sealed class DerivedBoolColumn(FieldSchema field, Func<int, bool> value) : BoolColumn(field)
{
    public override bool IsStored => false;

    public override bool Bool(int row) => value(row);

    public override void Set(int row, object? _)
    {
    }
}

internal sealed class DerivedNumberColumn(FieldSchema field, Func<int, double> value) : NumberColumn(field)
{
    public override bool IsStored => false;

    public override double Number(int row) => value(row);

    public override void Set(int row, object? _)
    {
    }
}

internal sealed class DerivedLongColumn(FieldSchema field, Func<int, long> value) : LongColumn(field)
{
    public override bool IsStored => false;

    public override long Long(int row) => value(row);

    public override void SetLong(int row, long _)
    {
    }
}
