using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>The values of one field. Storage appears with the first value that is not null.</summary>
internal abstract class Column(FieldSchema field)
{
    public FieldSchema Field { get; } = field;

    /// <summary>Whether values are set; a computed column follows from others.</summary>
    public virtual bool IsStored => true;

    public abstract bool IsNull(int row);

    /// <summary>The value boxed: string, double, bool, or long (dates, times, references).</summary>
    public abstract object? Get(int row);

    public abstract void Set(int row, object? value);

    /// <summary>The value without boxing, for <see cref="Saved"/>.</summary>
    public abstract (object? Text, long Bits) Save(int row);

    /// <summary>The boxed form of what <see cref="Save"/> returned.</summary>
    public abstract object? Saved(object? text, long bits);

    protected static int Capacity(int row) => Math.Max(16, (int)Math.Min((row + 1L) * 2, Array.MaxLength));
}

internal class TextColumn(FieldSchema field) : Column(field)
{
    private readonly TextHeap _texts = new();

    public virtual string? Text(int row) => _texts.Text(row);

    /// <summary>The bytes of a stored text; false where there is none. See <see cref="TextHeap.TryGet"/>.</summary>
    public bool TryGetStored(int row, out ReadOnlySpan<byte> utf8, out bool plain) => _texts.TryGet(row, out utf8, out plain);

    public override bool IsNull(int row) => IsStored ? _texts.IsNull(row) : Text(row) is null;

    public override object? Get(int row) => Text(row);

    public override (object? Text, long Bits) Save(int row) => (Text(row), 0);

    public override object? Saved(object? text, long bits) => text;

    public override void Set(int row, object? value) => _texts.Set(row, (string?)value);
}

internal class NumberColumn(FieldSchema field) : Column(field)
{
    private double[] _values = [];

    public virtual double Number(int row) => (uint)row < (uint)_values.Length ? _values[row] : double.NaN;

    public override bool IsNull(int row) => double.IsNaN(Number(row));

    public override object? Get(int row) => Number(row) is var n && double.IsNaN(n) ? null : n;

    public override (object? Text, long Bits) Save(int row) => (null, BitConverter.DoubleToInt64Bits(Number(row)));

    public override object? Saved(object? text, long bits) => BitConverter.Int64BitsToDouble(bits) is var n && double.IsNaN(n) ? null : n;

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

    public override void Set(int row, object? value) => SetLong(row, value is long l ? l : RecordRef.Null);

    public override (object? Text, long Bits) Save(int row) => (null, Long(row));

    public override object? Saved(object? text, long bits) => bits == RecordRef.Null ? null : bits;

    public virtual void SetLong(int row, long value)
    {
        if (row >= _values.Length)
        {
            if (value == RecordRef.Null) return;
            var old = _values.Length;
            Array.Resize(ref _values, Capacity(row));
            _values.AsSpan(old).Fill(RecordRef.Null);
        }

        _values[row] = value;
    }
}

internal class BoolColumn(FieldSchema field) : Column(field)
{
    private bool[] _values = [];

    public virtual bool Bool(int row) => (uint)row < (uint)_values.Length && _values[row];

    public override bool IsNull(int row) => false;

    public override object? Get(int row) => Bool(row);

    public override (object? Text, long Bits) Save(int row) => (null, Bool(row) ? 1 : 0);

    public override object? Saved(object? text, long bits) => bits == 1;

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
