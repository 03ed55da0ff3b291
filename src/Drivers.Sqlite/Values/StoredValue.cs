using SQLitePCL;
using IntegrationAgent.Drivers.Sqlite.Native;

namespace IntegrationAgent.Drivers.Sqlite.Values;

/// <summary>A value in one of SQLite's storage classes.</summary>
internal readonly struct StoredValue
{
    private readonly object? reference;
    private readonly long bits;

    private StoredValue(int type, object? reference, long bits)
    {
        Type = type;
        this.reference = reference;
        this.bits = bits;
    }

    public static StoredValue Null { get; } = new(raw.SQLITE_NULL, null, 0);

    /// <summary>SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB or SQLITE_NULL.</summary>
    public int Type { get; }

    public bool IsNull => Type is raw.SQLITE_NULL or 0;

    public long Integer => bits;

    public double Real => BitConverter.Int64BitsToDouble(bits);

    public string Text => (string)reference!;

    public byte[] Blob => (byte[])reference!;

    public static StoredValue From(long value) => new(raw.SQLITE_INTEGER, null, value);

    public static StoredValue From(double value) => new(raw.SQLITE_FLOAT, null, BitConverter.DoubleToInt64Bits(value));

    public static StoredValue From(string value) => new(raw.SQLITE_TEXT, value, 0);

    public static StoredValue From(byte[] value) => new(raw.SQLITE_BLOB, value, 0);

    public static StoredValue Read(Statement statement, int column) => statement.Type(column) switch
    {
        raw.SQLITE_INTEGER => From(statement.Int64(column)),
        raw.SQLITE_FLOAT => From(statement.Double(column)),
        raw.SQLITE_TEXT => From(statement.String(column)),
        raw.SQLITE_BLOB => From(statement.Bytes(column).ToArray()),
        _ => Null,
    };

    public void Bind(Statement statement, int index)
    {
        switch (Type)
        {
            case raw.SQLITE_INTEGER:
                statement.Bind(index, bits);
                break;
            case raw.SQLITE_FLOAT:
                statement.Bind(index, Real);
                break;
            case raw.SQLITE_TEXT:
                statement.Bind(index, Text);
                break;
            case raw.SQLITE_BLOB:
                statement.BindBlob(index, Blob);
                break;
            default:
                statement.BindNull(index);
                break;
        }
    }
}
