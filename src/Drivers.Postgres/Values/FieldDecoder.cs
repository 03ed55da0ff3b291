using System.Buffers.Binary;
using System.Text.Unicode;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Connect;
using IntegrationAgent.Drivers.Postgres.Schema;

namespace IntegrationAgent.Drivers.Postgres.Values;

/// <summary>Turns a value in PostgreSQL's binary format into a value of a page, without an object in between.</summary>
internal sealed class FieldDecoder
{
    private readonly string name;
    private readonly Form form;
    private readonly Infinity infinity;
    private readonly bool checkText;
    private readonly FieldDecoder? element;
    private readonly RecordSchema? list;

    /// <param name="name">The column, for errors.</param>
    /// <param name="form">How its values travel.</param>
    /// <param name="elementForm">How the elements of an array travel.</param>
    /// <param name="infinity">What becomes of values that the contract does not have.</param>
    /// <param name="checkText">Whether texts may be no UTF-8: the database keeps bytes of no known encoding.</param>
    public FieldDecoder(string name, Form form, Form elementForm, Infinity infinity, bool checkText)
    {
        this.name = name;
        this.form = form;
        this.infinity = infinity;
        this.checkText = checkText;
        if (form != Form.Array)
            return;
        element = new FieldDecoder(name, elementForm, Form.Text, infinity, checkText);
        list = new RecordSchema([new RecordField { Name = "value", Type = ColumnType.FieldOf(elementForm) }]);
    }

    /// <summary>Writes a value that is not missing.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.InvalidValue"/>: the contract has no such value.</exception>
    public void Write(ReadOnlySpan<byte> bytes, RecordPageWriter writer)
    {
        switch (form)
        {
            case Form.Text or Form.AsText or Form.Json:
                WriteText(bytes, writer);
                break;
            case Form.Jsonb:
                WriteText(bytes[1..], writer);
                break;
            case Form.Int32:
                writer.WriteInt64(BinaryPrimitives.ReadInt32BigEndian(bytes));
                break;
            case Form.Int64:
                writer.WriteInt64(BinaryPrimitives.ReadInt64BigEndian(bytes));
                break;
            case Form.Int16:
                writer.WriteInt64(BinaryPrimitives.ReadInt16BigEndian(bytes));
                break;
            case Form.Oid:
                writer.WriteInt64(BinaryPrimitives.ReadUInt32BigEndian(bytes));
                break;
            case Form.Boolean:
                writer.WriteBoolean(bytes[0] != 0);
                break;
            case Form.Double:
                writer.WriteDouble(BinaryPrimitives.ReadDoubleBigEndian(bytes));
                break;
            case Form.Single:
                writer.WriteDouble(BinaryPrimitives.ReadSingleBigEndian(bytes));
                break;
            case Form.Uuid:
                writer.WriteUuid(new Guid(bytes, bigEndian: true));
                break;
            case Form.Bytea:
                writer.WriteBinary(bytes);
                break;
            case Form.Numeric or Form.AsNumeric:
                WriteNumeric(bytes, writer);
                break;
            case Form.Array:
                WriteArray(bytes, writer);
                break;
            default:
                WriteMoment(bytes, writer);
                break;
        }
    }

    private void WriteText(ReadOnlySpan<byte> bytes, RecordPageWriter writer)
    {
        if (checkText && !Utf8.IsValid(bytes))
            throw Refused("holds bytes that are no UTF-8 text. Correct them, or give the database an encoding");
        writer.WriteUtf8(bytes);
    }

    private void WriteNumeric(ReadOnlySpan<byte> bytes, RecordPageWriter writer)
    {
        if (!NumericReader.IsNumber(bytes))
        {
            if (infinity != Infinity.Null)
                throw Refused("holds a number that is infinite or none. Leave such rows out, or set 'infinity' to null");
            writer.WriteNull();
        }
        else if (NumericReader.TryRead(bytes, out var value))
        {
            writer.WriteDecimal(value);
        }
        else
        {
            writer.WriteDecimalText(NumericReader.ReadText(bytes));
        }
    }

    private void WriteMoment(ReadOnlySpan<byte> bytes, RecordPageWriter writer)
    {
        if (form == Form.Date)
        {
            if (Moments.TryDay(BinaryPrimitives.ReadInt32BigEndian(bytes), out var day) || Limited(writer))
                writer.WriteDate(DateOnly.FromDayNumber(day));
            return;
        }

        var microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (form == Form.Time)
        {
            // 24:00:00 is a time of PostgreSQL.
            var time = microseconds * Moments.TicksOfMicrosecond;
            if (time < TimeSpan.TicksPerDay || Limited(writer))
                writer.WriteTime(new TimeOnly(Math.Min(time, TimeOnly.MaxValue.Ticks)));
            return;
        }

        if (!Moments.TryTicks(microseconds, out var ticks) && !Limited(writer))
            return;
        if (form == Form.Timestamp)
            writer.WriteLocalTimestamp(new DateTime(ticks));
        else
            writer.WriteTimestamp(new DateTimeOffset(ticks, TimeSpan.Zero));
    }

    /// <summary>True where the nearest value is to be written; false where the value has been written as missing.</summary>
    private bool Limited(RecordPageWriter writer)
    {
        if (infinity == Infinity.Refuse)
            throw Refused("holds a date or time that is infinite or outside of the years 1 to 9999. Leave such rows out, or set 'infinity' to null or limit");
        if (infinity == Infinity.Null)
            writer.WriteNull();
        return infinity == Infinity.Limit;
    }

    private void WriteArray(ReadOnlySpan<byte> bytes, RecordPageWriter writer)
    {
        var dimensions = BinaryPrimitives.ReadInt32BigEndian(bytes);
        using var elements = new RecordPageWriter(list!);
        if (dimensions > 1)
            throw Refused("holds an array of several dimensions. Read it as text with a native query");
        if (dimensions == 1)
        {
            var count = BinaryPrimitives.ReadInt32BigEndian(bytes[12..]);
            var rest = bytes[20..];
            for (var i = 0; i < count; i++)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(rest);
                rest = rest[4..];
                elements.BeginRecord();
                if (length < 0)
                {
                    elements.WriteNull();
                }
                else
                {
                    element!.Write(rest[..length], elements);
                    rest = rest[length..];
                }

                elements.EndRecord();
            }
        }

        using var page = elements.ToPage();
        writer.WriteList(page);
    }

    private DriverException Refused(string problem) => new(DriverErrorCode.InvalidValue, $"The column '{Names.Short(name)}' {problem}.")
    {
        Scope = ErrorScope.Object,
        Retry = RetryAdvice.AfterUserAction,
        Target = name,
    };
}
