using System.Globalization;
using IntegrationAgent.Driver;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr;

/// <summary>How values are stored: what SQLite has no type for is a text that sorts as the values do, but for decimals, which have a collation.</summary>
internal static class ColumnTypes
{
    internal const string DecimalCollation = "decimal_text";
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
    private const string LocalMoment = "yyyy-MM-dd'T'HH:mm:ss.fffffff";
    private const string Clock = "HH:mm:ss.fffffff";
    private const string Day = "yyyy-MM-dd";

    internal static FieldType Of(string declared) => declared.Split('(')[0].Trim().ToUpperInvariant() switch
    {
        "INTEGER" or "INT" or "BIGINT" => FieldType.Int64,
        "REAL" or "DOUBLE" or "FLOAT" => FieldType.Double,
        "BOOLEAN" => FieldType.Boolean,
        "DECIMAL_TEXT" => FieldType.Decimal,
        "DATE" => FieldType.Date,
        "TIME" => FieldType.Time,
        "TIMESTAMP" => FieldType.Timestamp,
        "DATETIME" => FieldType.LocalTimestamp,
        "UUID" => FieldType.Uuid,
        "JSON_TEXT" => FieldType.Json,
        "BLOB" => FieldType.Binary,
        _ => FieldType.String,
    };

    /// <summary>The digits in <c>VARCHAR(40)</c> or <c>DECIMAL_TEXT(18,2)</c>.</summary>
    internal static (int? First, int? Second) Sizes(string declared)
    {
        var parts = declared.Contains('(', StringComparison.Ordinal) ? declared[(declared.IndexOf('(', StringComparison.Ordinal) + 1)..].TrimEnd(')', ' ').Split(',') : [];
        int? Part(int index) => index < parts.Length && int.TryParse(parts[index], NumberStyles.Integer, CultureInfo.InvariantCulture, out var size) ? size : null;
        return (Part(0), Part(1));
    }

    /// <summary>The expression by which values of a column are compared and ordered.</summary>
    internal static string Comparable(string expression, Column column) => column.Type == FieldType.Decimal ? $"{expression} COLLATE {DecimalCollation}" : expression;

    internal static int CompareDecimals(string left, string right) =>
        decimal.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) && decimal.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
            ? a.CompareTo(b)
            : string.CompareOrdinal(left, right);

    /// <summary>Reads a stored value into a page.</summary>
    /// <exception cref="DriverException">It is not of the column's type.</exception>
    internal static void Read(SqliteDataReader row, int at, Column column, RecordPageWriter writer)
    {
        if (row.IsDBNull(at))
        {
            writer.WriteNull();
            return;
        }

        try
        {
            switch (column.Type)
            {
                case FieldType.Int64:
                    writer.WriteInt64((long)row.GetValue(at));
                    break;
                case FieldType.Double:
                    writer.WriteDouble(row.GetDouble(at));
                    break;
                case FieldType.Boolean:
                    writer.WriteBoolean((long)row.GetValue(at) != 0);
                    break;
                case FieldType.Decimal:
                    writer.WriteDecimalText(row.GetString(at));
                    break;
                case FieldType.Date:
                    writer.WriteDate(DateOnly.ParseExact(row.GetString(at), Day, CultureInfo.InvariantCulture));
                    break;
                case FieldType.Time:
                    writer.WriteTime(TimeOnly.ParseExact(row.GetString(at), Clock, CultureInfo.InvariantCulture));
                    break;
                case FieldType.Timestamp:
                    writer.WriteTimestamp(DateTimeOffset.ParseExact(row.GetString(at), Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
                    break;
                case FieldType.LocalTimestamp:
                    writer.WriteLocalTimestamp(DateTime.ParseExact(row.GetString(at), LocalMoment, CultureInfo.InvariantCulture));
                    break;
                case FieldType.Uuid:
                    writer.WriteUuid(Guid.ParseExact(row.GetString(at), "D"));
                    break;
                case FieldType.Binary:
                    writer.WriteBinary((byte[])row.GetValue(at));
                    break;
                default:
                    writer.WriteString(row.GetString(at));
                    break;
            }
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException)
        {
            throw new DriverException(DriverErrorCode.SchemaChanged, $"A stored value of '{column.Name}' is not of the column's type. Correct it in the database, or leave the column out.")
            {
                Retry = RetryAdvice.AfterUserAction,
                Target = column.Name,
            };
        }
    }

    /// <summary>The stored form of a value; null where it has none in this column. A missing value is <see cref="DBNull"/>.</summary>
    internal static object? Store(RecordValue value, Column column)
    {
        if (value.IsNull)
            return DBNull.Value;
        return (column.Type, value.Type) switch
        {
            (FieldType.Int64, FieldType.Int64) => value.AsInt64(),
            (FieldType.Double, FieldType.Double) => value.AsDouble(),
            (FieldType.Double, FieldType.Int64) => (double)value.AsInt64(),
            (FieldType.Boolean, FieldType.Boolean) => value.AsBoolean() ? 1L : 0L,
            (FieldType.Decimal, FieldType.Decimal or FieldType.Int64) => value.ToInvariantString(),
            (FieldType.Date, FieldType.Date) => value.AsDate().ToString(Day, CultureInfo.InvariantCulture),
            (FieldType.Time, FieldType.Time) => value.AsTime().ToString(Clock, CultureInfo.InvariantCulture),
            (FieldType.Timestamp, FieldType.Timestamp) => value.AsTimestamp().UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture),
            (FieldType.LocalTimestamp, FieldType.LocalTimestamp) => value.AsLocalTimestamp().ToString(LocalMoment, CultureInfo.InvariantCulture),
            (FieldType.Uuid, FieldType.Uuid) => value.AsUuid().ToString("D"),
            (FieldType.Binary, FieldType.Binary) => value.AsBinary(),
            (FieldType.String or FieldType.Json, FieldType.String or FieldType.Reference or FieldType.Json) => value.AsString(),
            _ => null,
        };
    }
}
