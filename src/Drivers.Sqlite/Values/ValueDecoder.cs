using System.Globalization;
using System.Text;
using System.Text.Unicode;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Sqlite.Values;

/// <summary>Turns what a column stores into a value of its type. SQLite keeps anything in any column: what is not of the type is an error, never a guess.</summary>
internal sealed class ValueDecoder(string name, FieldType type, bool isUtf8)
{
    private const int LongestMoment = 64;

    /// <summary>Writes the current row's value.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.InvalidValue"/>: it is not of the column's type.</exception>
    public void Write(Statement statement, int column, RecordPageWriter writer)
    {
        var storage = statement.Type(column);
        if (storage == raw.SQLITE_NULL)
        {
            writer.WriteNull();
            return;
        }

        switch (type)
        {
            case FieldType.String or FieldType.Reference or FieldType.Json when storage != raw.SQLITE_BLOB:
                var text = storage == raw.SQLITE_TEXT && isUtf8 ? statement.Bytes(column) : statement.Text(column);
                if (!Utf8.IsValid(text))
                    throw Mismatch();
                writer.WriteUtf8(text);
                break;
            case FieldType.Int64 when storage == raw.SQLITE_INTEGER:
                writer.WriteInt64(statement.Int64(column));
                break;
            case FieldType.Double when storage is raw.SQLITE_FLOAT or raw.SQLITE_INTEGER:
                writer.WriteDouble(statement.Double(column));
                break;
            case FieldType.Boolean:
                writer.WriteBoolean(Boolean(statement, column, storage));
                break;
            case FieldType.Decimal:
                WriteDecimal(statement, column, storage, writer);
                break;
            case FieldType.Binary when storage == raw.SQLITE_BLOB:
                writer.WriteBinary(statement.Bytes(column));
                break;
            case FieldType.Uuid:
                writer.WriteUuid(Uuid(statement, column, storage));
                break;
            case FieldType.Date or FieldType.Time or FieldType.LocalTimestamp or FieldType.Timestamp when storage == raw.SQLITE_TEXT:
                WriteMoment(statement.Text(column), writer);
                break;
            default:
                throw Mismatch();
        }
    }

    internal static bool TryParseLocal(ReadOnlySpan<char> text, out DateTime value) =>
        DateTime.TryParse(text.TrimEnd('Z'), CultureInfo.InvariantCulture, DateTimeStyles.None, out value) && value.Kind == DateTimeKind.Unspecified;

    private bool Boolean(Statement statement, int column, int storage)
    {
        if (storage == raw.SQLITE_INTEGER && statement.Int64(column) is (0 or 1) and var number)
            return number == 1;
        if (storage == raw.SQLITE_TEXT && bool.TryParse(statement.String(column), out var value))
            return value;
        throw Mismatch();
    }

    private void WriteDecimal(Statement statement, int column, int storage, RecordPageWriter writer)
    {
        switch (storage)
        {
            case raw.SQLITE_INTEGER:
                writer.WriteDecimal(statement.Int64(column));
                break;
            case raw.SQLITE_FLOAT when decimal.TryParse(
                statement.Double(column).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var value):
                writer.WriteDecimal(value);
                break;
            case raw.SQLITE_TEXT:
                try
                {
                    writer.WriteDecimalText(statement.String(column));
                }
                catch (FormatException)
                {
                    throw Mismatch();
                }

                break;
            default:
                throw Mismatch();
        }
    }

    private Guid Uuid(Statement statement, int column, int storage)
    {
        var bytes = statement.Bytes(column);
        if (storage == raw.SQLITE_BLOB && bytes.Length == 16)
            return new Guid(bytes, bigEndian: true);
        if (storage == raw.SQLITE_TEXT && Guid.TryParse(statement.String(column), out var value))
            return value;
        throw Mismatch();
    }

    private void WriteMoment(ReadOnlySpan<byte> utf8, RecordPageWriter writer)
    {
        if (type == FieldType.Timestamp && MomentText.TryRead(utf8, out var own))
        {
            writer.WriteTimestamp(own);
            return;
        }

        if (utf8.Length > LongestMoment)
            throw Mismatch();
        Span<char> buffer = stackalloc char[LongestMoment];
        var text = buffer[..Encoding.UTF8.GetChars(utf8, buffer)];
        switch (type)
        {
            case FieldType.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date):
                writer.WriteDate(date);
                break;
            case FieldType.Date when TryParseLocal(text, out var midnight) && midnight.TimeOfDay == TimeSpan.Zero:
                writer.WriteDate(DateOnly.FromDateTime(midnight));
                break;
            case FieldType.Time when TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time):
                writer.WriteTime(time);
                break;
            case FieldType.LocalTimestamp when TryParseLocal(text, out var local):
                writer.WriteLocalTimestamp(local);
                break;
            case FieldType.Timestamp when MomentText.TryRead(text, out var moment):
                writer.WriteTimestamp(moment);
                break;
            default:
                throw Mismatch();
        }
    }

    private DriverException Mismatch() => new(
        DriverErrorCode.InvalidValue,
        $"A value of '{Schema.Names.Short(name)}' is not {ValueEncoder.Name(type)}, although its column is declared so. Leave the field out, or read it with a native query and CAST.")
    {
        Scope = ErrorScope.Object,
        Target = name,
    };
}
