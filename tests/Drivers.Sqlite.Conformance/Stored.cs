using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;

namespace Drivers.Sqlite.Conformance;

/// <summary>Values as they lie in the file, written down from the driver's README and not from its code.</summary>
internal static class Stored
{
    public static object Write(RecordValue value) => value.IsNull ? DBNull.Value : value.Type switch
    {
        FieldType.Boolean => value.AsBoolean() ? 1L : 0L,
        FieldType.Int64 => value.AsInt64(),
        FieldType.Double => value.AsDouble(),
        FieldType.Binary => value.AsBinary(),
        FieldType.Timestamp => value.AsTimestamp().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'+00:00'", CultureInfo.InvariantCulture),
        _ => value.ToInvariantString(),
    };

    public static RecordValue Read(FieldType type, object stored) => stored is DBNull ? RecordValue.Null : type switch
    {
        FieldType.Boolean => RecordValue.From((long)stored != 0),
        FieldType.Int64 => RecordValue.From((long)stored),
        FieldType.Double => RecordValue.From(Convert.ToDouble(stored, CultureInfo.InvariantCulture)),
        FieldType.Decimal => RecordValue.FromDecimalText((string)stored),
        FieldType.Uuid => RecordValue.From(Guid.Parse((string)stored)),
        FieldType.Date => RecordValue.From(DateOnly.ParseExact((string)stored, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        FieldType.Time => RecordValue.From(TimeOnly.Parse((string)stored, CultureInfo.InvariantCulture)),
        FieldType.LocalTimestamp => RecordValue.From(DateTime.Parse((string)stored, CultureInfo.InvariantCulture)),
        FieldType.Timestamp => RecordValue.From(DateTimeOffset.Parse((string)stored, CultureInfo.InvariantCulture)),
        FieldType.Binary => RecordValue.From((byte[])stored),
        FieldType.Json => RecordValue.FromJson((string)stored),
        _ => RecordValue.From((string)stored),
    };

    public static string Declare(ConformanceField field) => field.Type switch
    {
        FieldType.Boolean => "BOOLEAN",
        FieldType.Int64 => "INTEGER",
        FieldType.Double => "REAL",
        FieldType.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL_TEXT({field.Precision},{field.Scale})"),
        FieldType.Date => "DATE",
        FieldType.Timestamp => "TIMESTAMP",
        _ => field.MaxLength is { } length ? string.Create(CultureInfo.InvariantCulture, $"VARCHAR({length})") : "TEXT",
    };
}
