using System.Globalization;
using System.Text.Json;

namespace IntegrationAgent.Driver;

/// <summary>One value of any type: 24 bytes, without boxing for numbers and times. For filters, keys and whatever is not a whole page.</summary>
public readonly struct RecordValue : IEquatable<RecordValue>
{
    private readonly object? reference;
    private readonly long bits;
    private readonly FieldType type;
    private readonly ValueState state;
    private readonly short offsetMinutes;

    private RecordValue(FieldType type, object? reference, long bits, ValueState state = ValueState.Present, short offsetMinutes = 0)
    {
        this.type = type;
        this.reference = reference;
        this.bits = bits;
        this.state = state;
        this.offsetMinutes = offsetMinutes;
    }

    /// <summary>No value. Written, it clears the field.</summary>
    public static RecordValue Null { get; } = new(FieldType.String, null, 0, ValueState.Null);

    /// <summary>Not part of the record. Written, the field is left alone.</summary>
    public static RecordValue Absent { get; } = new(FieldType.String, null, 0, ValueState.Absent);

    /// <summary>The type; <see cref="FieldType.String"/> where there is no value.</summary>
    public FieldType Type => type;

    /// <summary>Whether there is a value.</summary>
    public ValueState State => reference is null && type == FieldType.String && state == ValueState.Present ? ValueState.Null : state;

    /// <summary>True when there is no value.</summary>
    public bool IsNull => State != ValueState.Present;

    /// <summary>A text; null becomes <see cref="Null"/>.</summary>
    public static RecordValue From(string? value) => value is null ? Null : new(FieldType.String, value, 0);

    /// <summary>A boolean.</summary>
    public static RecordValue From(bool value) => new(FieldType.Boolean, null, value ? 1 : 0);

    /// <summary>A whole number.</summary>
    public static RecordValue From(long value) => new(FieldType.Int64, null, value);

    /// <summary>A floating-point number.</summary>
    public static RecordValue From(double value) => new(FieldType.Double, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A decimal number.</summary>
    public static RecordValue From(decimal value) => new(FieldType.Decimal, value.ToString(CultureInfo.InvariantCulture), 0);

    /// <summary>A UUID.</summary>
    public static RecordValue From(Guid value) => new(FieldType.Uuid, value, 0);

    /// <summary>A calendar date.</summary>
    public static RecordValue From(DateOnly value) => new(FieldType.Date, null, value.DayNumber);

    /// <summary>A time of day.</summary>
    public static RecordValue From(TimeOnly value) => new(FieldType.Time, null, value.Ticks);

    /// <summary>A date and time without a zone; the kind is ignored.</summary>
    public static RecordValue From(DateTime value) => new(FieldType.LocalTimestamp, null, value.Ticks);

    /// <summary>A moment with its offset.</summary>
    public static RecordValue From(DateTimeOffset value) =>
        new(FieldType.Timestamp, null, value.UtcTicks, ValueState.Present, (short)value.TotalOffsetMinutes);

    /// <summary>Bytes; kept, not copied.</summary>
    public static RecordValue From(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(FieldType.Binary, value, 0);
    }

    /// <summary>A decimal number from its exact text.</summary>
    /// <exception cref="FormatException">It is not digits with at most one point and a sign.</exception>
    public static RecordValue FromDecimalText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DecimalEncoding.IsPlainNumber(text) ? new(FieldType.Decimal, text, 0) : throw new FormatException("A decimal is digits with at most one point and a sign.");
    }

    /// <summary>A JSON text.</summary>
    public static RecordValue FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(FieldType.Json, json, 0);
    }

    /// <summary>The identifier of another record.</summary>
    public static RecordValue FromReference(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new(FieldType.Reference, id, 0);
    }

    /// <summary>Compares state, type and value.</summary>
    public static bool operator ==(RecordValue left, RecordValue right) => left.Equals(right);

    /// <summary>Compares state, type and value.</summary>
    public static bool operator !=(RecordValue left, RecordValue right) => !left.Equals(right);

    /// <summary>A text, reference, JSON or decimal value as text.</summary>
    public string AsString() => reference as string ?? throw WrongType("text");

    /// <summary>A boolean.</summary>
    public bool AsBoolean() => Is(FieldType.Boolean) ? bits != 0 : throw WrongType(nameof(FieldType.Boolean));

    /// <summary>A whole number.</summary>
    public long AsInt64() => Is(FieldType.Int64) ? bits : throw WrongType(nameof(FieldType.Int64));

    /// <summary>A floating-point number.</summary>
    public double AsDouble() => Is(FieldType.Double) ? BitConverter.Int64BitsToDouble(bits) : throw WrongType(nameof(FieldType.Double));

    /// <summary>A decimal number.</summary>
    /// <exception cref="OverflowException">It is beyond <see cref="decimal"/>; <see cref="AsString"/> has its text.</exception>
    public decimal AsDecimal() => Is(FieldType.Decimal) ? decimal.Parse((string)reference!, NumberStyles.Number, CultureInfo.InvariantCulture) : throw WrongType(nameof(FieldType.Decimal));

    /// <summary>A UUID.</summary>
    public Guid AsUuid() => Is(FieldType.Uuid) ? (Guid)reference! : throw WrongType(nameof(FieldType.Uuid));

    /// <summary>A calendar date.</summary>
    public DateOnly AsDate() => Is(FieldType.Date) ? DateOnly.FromDayNumber((int)bits) : throw WrongType(nameof(FieldType.Date));

    /// <summary>A time of day.</summary>
    public TimeOnly AsTime() => Is(FieldType.Time) ? new TimeOnly(bits) : throw WrongType(nameof(FieldType.Time));

    /// <summary>A date and time without a zone.</summary>
    public DateTime AsLocalTimestamp() => Is(FieldType.LocalTimestamp) ? new DateTime(bits, DateTimeKind.Unspecified) : throw WrongType(nameof(FieldType.LocalTimestamp));

    /// <summary>A moment with its offset.</summary>
    public DateTimeOffset AsTimestamp() => Is(FieldType.Timestamp)
        ? new DateTimeOffset(bits, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(offsetMinutes))
        : throw WrongType(nameof(FieldType.Timestamp));

    /// <summary>Bytes; not a copy.</summary>
    public byte[] AsBinary() => reference as byte[] ?? throw WrongType(nameof(FieldType.Binary));

    /// <summary>
    /// The value as text in the invariant culture: ISO 8601 for dates and times, base64 for bytes, empty where there is none.
    /// </summary>
    public string ToInvariantString()
    {
        if (IsNull)
            return "";
        return type switch
        {
            FieldType.Boolean => bits != 0 ? "true" : "false",
            FieldType.Int64 => bits.ToString(CultureInfo.InvariantCulture),
            FieldType.Double => AsDouble().ToString("R", CultureInfo.InvariantCulture),
            FieldType.Uuid => AsUuid().ToString("D"),
            FieldType.Date => AsDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            FieldType.Time => AsTime().ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            FieldType.LocalTimestamp => AsLocalTimestamp().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            FieldType.Timestamp => AsTimestamp().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            FieldType.Binary => Convert.ToBase64String(AsBinary()),
            _ => AsString(),
        };
    }

    /// <summary>Writes the value as JSON: numbers and booleans as such, JSON raw, everything else as text, null where there is none.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (IsNull)
        {
            writer.WriteNullValue();
            return;
        }

        switch (type)
        {
            case FieldType.Boolean:
                writer.WriteBooleanValue(bits != 0);
                break;
            case FieldType.Int64:
                writer.WriteNumberValue(bits);
                break;
            case FieldType.Double when double.IsFinite(AsDouble()):
                writer.WriteNumberValue(AsDouble());
                break;
            case FieldType.Json:
                writer.WriteRawValue(AsString());
                break;
            default:
                writer.WriteStringValue(ToInvariantString());
                break;
        }
    }

    /// <summary>The type and whether there is a value; never the value, which may be personal.</summary>
    public override string ToString() => IsNull ? State.ToString() : type.ToString();

    /// <inheritdoc />
    public bool Equals(RecordValue other)
    {
        if (IsNull || other.IsNull)
            return State == other.State;
        if (type != other.type)
            return false;
        return reference switch
        {
            byte[] mine => other.reference is byte[] theirs && mine.AsSpan().SequenceEqual(theirs),
            null => bits == other.bits && offsetMinutes == other.offsetMinutes,
            _ => Equals(reference, other.reference),
        };
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is RecordValue other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(State, type, bits, reference is byte[] bytes ? bytes.Length : reference?.GetHashCode() ?? 0);

    private bool Is(FieldType wanted) => type == wanted && !IsNull;

    private InvalidOperationException WrongType(string asked) => new($"The value is {ToString()}, not {asked}.");
}
