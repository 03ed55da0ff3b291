using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>The values of one field. Storage appears with the first value that is not null.</summary>
internal abstract class Column(FieldSchema field)
{
    public FieldSchema Field { get; } = field;

    public abstract bool IsNull(int row);

    /// <summary>The value boxed: string, double, bool, or long (dates, times, references).</summary>
    public abstract object? Get(int row);

    public abstract void Set(int row, object? value);

    protected static int Capacity(int row) => Math.Max(16, (int)Math.Min((row + 1L) * 2, Array.MaxLength));
}

internal class TextColumn(FieldSchema field) : Column(field)
{
    private string?[] _values = [];

    public virtual string? Text(int row) => (uint)row < (uint)_values.Length ? _values[row] : null;

    public override bool IsNull(int row) => Text(row) is null;

    public override object? Get(int row) => Text(row);

    public override void Set(int row, object? value)
    {
        if (row >= _values.Length)
        {
            if (value is null) return;
            Array.Resize(ref _values, Capacity(row));
        }

        _values[row] = (string?)value;
    }
}

internal class NumberColumn(FieldSchema field) : Column(field)
{
    private double[] _values = [];

    public virtual double Number(int row) => (uint)row < (uint)_values.Length ? _values[row] : double.NaN;

    public override bool IsNull(int row) => double.IsNaN(Number(row));

    public override object? Get(int row) => Number(row) is var n && double.IsNaN(n) ? null : n;

    public override void Set(int row, object? value)
    {
        if (row >= _values.Length)
        {
            if (value is null) return;
            var old = _values.Length;
            Array.Resize(ref _values, Capacity(row));
            _values.AsSpan(old).Fill(double.NaN);
        }

        _values[row] = value is double d ? d : double.NaN;
    }
}

/// <summary>Dates (days), datetimes and times (milliseconds), references (<see cref="RecordRef"/>).</summary>
internal class LongColumn(FieldSchema field) : Column(field)
{
    private long[] _values = [];

    public virtual long Long(int row) => (uint)row < (uint)_values.Length ? _values[row] : RecordRef.Null;

    public override bool IsNull(int row) => Long(row) == RecordRef.Null;

    public override object? Get(int row) => Long(row) is var n && n == RecordRef.Null ? null : n;

    public override void Set(int row, object? value)
    {
        if (row >= _values.Length)
        {
            if (value is null) return;
            var old = _values.Length;
            Array.Resize(ref _values, Capacity(row));
            _values.AsSpan(old).Fill(RecordRef.Null);
        }

        _values[row] = value is long l ? l : RecordRef.Null;
    }
}

internal class BoolColumn(FieldSchema field) : Column(field)
{
    private bool[] _values = [];

    public virtual bool Bool(int row) => (uint)row < (uint)_values.Length && _values[row];

    public override bool IsNull(int row) => false;

    public override object? Get(int row) => Bool(row);

    public override void Set(int row, object? value)
    {
        if (row >= _values.Length)
        {
            if (value is not true) return;
            Array.Resize(ref _values, Capacity(row));
        }

        _values[row] = value is true;
    }
}
