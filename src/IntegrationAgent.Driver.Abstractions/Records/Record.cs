using System.Buffers.Binary;
using System.Globalization;

namespace IntegrationAgent.Driver;

/// <summary>
/// One record of a page, read where it lies: nothing is decoded before it is asked for. Valid until its page is disposed.
/// Getters of a type that the field does not have throw <see cref="InvalidOperationException"/>; of a field without a value they return null.
/// </summary>
public readonly struct Record : IEquatable<Record>
{
    private readonly RecordPage page;
    private readonly int row;

    internal Record(RecordPage page, int row)
    {
        this.page = page;
        this.row = row;
    }

    /// <summary>The columns.</summary>
    public RecordSchema Schema => page.Schema;

    /// <summary>The page that it is on.</summary>
    public RecordPage Page => page;

    /// <summary>Its position on the page.</summary>
    public int Row => row;

    /// <summary>Compares page and position.</summary>
    public static bool operator ==(Record left, Record right) => left.Equals(right);

    /// <summary>Compares page and position.</summary>
    public static bool operator !=(Record left, Record right) => !left.Equals(right);

    /// <summary>Whether the field has a value.</summary>
    public ValueState GetState(int field) => page.OffsetOf(row, field) switch
    {
        RecordEncoding.NullOffset => ValueState.Null,
        RecordEncoding.AbsentOffset => ValueState.Absent,
        _ => ValueState.Present,
    };

    /// <summary>True when the field has no value, or is absent.</summary>
    public bool IsNull(int field) => page.OffsetOf(row, field) < 0;

    /// <summary>A text, JSON, reference or binary value as its bytes; empty where there is none. Valid until the page is disposed.</summary>
    public ReadOnlyMemory<byte> GetBytes(int field)
    {
        var type = Type(field);
        if (type is not (FieldType.String or FieldType.Json or FieldType.Reference or FieldType.Binary))
            throw WrongType(field, "bytes");
        var offset = page.OffsetOf(row, field);
        if (offset < 0)
            return default;
        var start = offset;
        var length = (int)RecordEncoding.ReadVarint(page.Data.Span, ref start);
        return page.Data.Slice(start, length);
    }

    /// <summary>A text, JSON or reference value, decoded only when asked for.</summary>
    public Text GetText(int field)
    {
        if (Type(field) is not (FieldType.String or FieldType.Json or FieldType.Reference))
            throw WrongType(field, "text");
        return page.OffsetOf(row, field) < 0 ? default : Text.FromUtf8(GetBytes(field));
    }

    /// <summary>A text, JSON or reference value as a string.</summary>
    public string? GetString(int field) => GetText(field).ToNullableString();

    /// <summary>A boolean value.</summary>
    public bool? GetBoolean(int field)
    {
        var offset = Offset(field, FieldType.Boolean);
        return offset < 0 ? null : page.Data.Span[offset] != 0;
    }

    /// <summary>A whole number.</summary>
    public long? GetInt64(int field)
    {
        var offset = Offset(field, FieldType.Int64);
        return offset < 0 ? null : RecordEncoding.Unzigzag(RecordEncoding.ReadVarint(page.Data.Span, ref offset));
    }

    /// <summary>A floating-point number.</summary>
    public double? GetDouble(int field)
    {
        var offset = Offset(field, FieldType.Double);
        return offset < 0 ? null : BinaryPrimitives.ReadDoubleLittleEndian(page.Data.Span[offset..]);
    }

    /// <summary>A decimal number.</summary>
    /// <exception cref="OverflowException">It is beyond <see cref="decimal"/>; read it with <see cref="GetDecimalText"/>.</exception>
    public decimal? GetDecimal(int field)
    {
        var offset = Offset(field, FieldType.Decimal);
        return offset < 0 ? null : DecimalEncoding.Read(page.Data.Span, offset);
    }

    /// <summary>A decimal number as exact text, in the invariant culture.</summary>
    public string? GetDecimalText(int field)
    {
        var offset = Offset(field, FieldType.Decimal);
        return offset < 0 ? null : DecimalEncoding.ReadText(page.Data.Span, offset);
    }

    /// <summary>A UUID.</summary>
    public Guid? GetUuid(int field)
    {
        var offset = Offset(field, FieldType.Uuid);
        return offset < 0 ? null : new Guid(page.Data.Span.Slice(offset, 16), bigEndian: true);
    }

    /// <summary>A calendar date.</summary>
    public DateOnly? GetDate(int field)
    {
        var offset = Offset(field, FieldType.Date);
        return offset < 0 ? null : DateOnly.FromDayNumber(InRange(BinaryPrimitives.ReadInt32LittleEndian(page.Data.Span[offset..]), DateOnly.MaxValue.DayNumber));
    }

    /// <summary>A time of day.</summary>
    public TimeOnly? GetTime(int field)
    {
        var offset = Offset(field, FieldType.Time);
        return offset < 0 ? null : new TimeOnly(InRange(Ticks(offset), TimeOnly.MaxValue.Ticks));
    }

    /// <summary>A date and time without a zone; its kind is <see cref="DateTimeKind.Unspecified"/>.</summary>
    public DateTime? GetLocalTimestamp(int field)
    {
        var offset = Offset(field, FieldType.LocalTimestamp);
        return offset < 0 ? null : new DateTime(InRange(Ticks(offset), DateTime.MaxValue.Ticks), DateTimeKind.Unspecified);
    }

    /// <summary>A moment with its offset.</summary>
    public DateTimeOffset? GetTimestamp(int field)
    {
        var offset = Offset(field, FieldType.Timestamp);
        if (offset < 0)
            return null;
        var utc = new DateTimeOffset(InRange(Ticks(offset), DateTime.MaxValue.Ticks), TimeSpan.Zero);
        var minutes = BinaryPrimitives.ReadInt16LittleEndian(page.Data.Span[(offset + 8)..]);
        return minutes is < -840 or > 840 ? throw RecordEncoding.Malformed() : utc.ToOffset(TimeSpan.FromMinutes(minutes));
    }

    /// <summary>A list as a page of one column named <c>value</c>; null where there is none.</summary>
    public RecordPage? GetList(int field)
    {
        var offset = Offset(field, FieldType.List);
        return offset < 0 ? null : NestedEncoding.ReadList(page.Schema.Fields[field], page.Data, offset);
    }

    /// <summary>A nested record as a page with one record; null where there is none.</summary>
    public RecordPage? GetRecord(int field)
    {
        var offset = Offset(field, FieldType.Record);
        return offset < 0 ? null : NestedEncoding.ReadRecord(page.Schema.Fields[field], page.Data, offset);
    }

    /// <summary>Any value, copied out of the page. Lists and nested records become JSON.</summary>
    public RecordValue GetValue(int field)
    {
        var state = GetState(field);
        if (state != ValueState.Present)
            return state == ValueState.Null ? RecordValue.Null : RecordValue.Absent;
        return Type(field) switch
        {
            FieldType.Boolean => RecordValue.From(GetBoolean(field)!.Value),
            FieldType.Int64 => RecordValue.From(GetInt64(field)!.Value),
            FieldType.Double => RecordValue.From(GetDouble(field)!.Value),
            FieldType.Decimal => RecordValue.FromDecimalText(GetDecimalText(field)!),
            FieldType.Uuid => RecordValue.From(GetUuid(field)!.Value),
            FieldType.Date => RecordValue.From(GetDate(field)!.Value),
            FieldType.Time => RecordValue.From(GetTime(field)!.Value),
            FieldType.LocalTimestamp => RecordValue.From(GetLocalTimestamp(field)!.Value),
            FieldType.Timestamp => RecordValue.From(GetTimestamp(field)!.Value),
            FieldType.Binary => RecordValue.From(GetBytes(field).ToArray()),
            FieldType.Json => RecordValue.FromJson(GetString(field)!),
            FieldType.Reference => RecordValue.FromReference(GetString(field)!),
            FieldType.List => RecordValue.FromJson(NestedEncoding.ToJson(GetList(field)!, isList: true)),
            FieldType.Record => RecordValue.FromJson(NestedEncoding.ToJson(GetRecord(field)!, isList: false)),
            _ => RecordValue.From(GetString(field)!),
        };
    }

    /// <inheritdoc />
    public bool Equals(Record other) => ReferenceEquals(page, other.page) && row == other.row;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Record other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(page, row);

    private FieldType Type(int field)
    {
        var types = page.Schema.Types;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)field, (uint)types.Length, nameof(field));
        return types[field];
    }

    private int Offset(int field, FieldType type) => Type(field) == type ? page.OffsetOf(row, field) : throw WrongType(field, type.ToString());

    private long Ticks(int offset) => BinaryPrimitives.ReadInt64LittleEndian(page.Data.Span[offset..]);

    private static long InRange(long value, long max) => value < 0 || value > max ? throw RecordEncoding.Malformed() : value;

    private static int InRange(int value, int max) => value < 0 || value > max ? throw RecordEncoding.Malformed() : value;

    private InvalidOperationException WrongType(int field, string asked) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The field '{page.Schema.Fields[field].Name}' is {Type(field)}, not {asked}."));
}
