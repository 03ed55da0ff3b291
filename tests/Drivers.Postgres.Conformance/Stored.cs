using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;

namespace Drivers.Postgres.Conformance;

/// <summary>Values as PostgreSQL writes them as text, written down from its manual and not from the driver's code.</summary>
internal static class Stored
{
    public static object Write(RecordValue value) => value.IsNull ? DBNull.Value : value.Type == FieldType.Binary ? @"\x" + Convert.ToHexStringLower(value.AsBinary()) : value.ToInvariantString();

    public static RecordValue Read(FieldType type, string stored) => type switch
    {
        FieldType.Boolean => RecordValue.From(stored == "true"),
        FieldType.Int64 => RecordValue.From(long.Parse(stored, CultureInfo.InvariantCulture)),
        FieldType.Double => RecordValue.From(double.Parse(stored, CultureInfo.InvariantCulture)),
        FieldType.Decimal => RecordValue.FromDecimalText(stored),
        FieldType.Uuid => RecordValue.From(Guid.Parse(stored)),
        FieldType.Date => RecordValue.From(DateOnly.ParseExact(stored, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        FieldType.Time => RecordValue.From(TimeOnly.Parse(stored, CultureInfo.InvariantCulture)),
        FieldType.LocalTimestamp => RecordValue.From(DateTime.Parse(stored, CultureInfo.InvariantCulture)),
        FieldType.Timestamp => RecordValue.From(DateTimeOffset.Parse(stored, CultureInfo.InvariantCulture)),
        FieldType.Binary => RecordValue.From(Convert.FromHexString(stored.AsSpan(2))),
        FieldType.Json => RecordValue.FromJson(stored),
        _ => RecordValue.From(stored),
    };

    public static string Declare(ConformanceField field) => field.Type switch
    {
        FieldType.Boolean => "boolean",
        FieldType.Int64 => "bigint",
        FieldType.Double => "double precision",
        FieldType.Decimal => string.Create(CultureInfo.InvariantCulture, $"numeric({field.Precision},{field.Scale})"),
        FieldType.Uuid => "uuid",
        FieldType.Date => "date",
        FieldType.Time => "time",
        FieldType.LocalTimestamp => "timestamp",
        FieldType.Timestamp => "timestamptz",
        FieldType.Binary => "bytea",
        FieldType.Json => "json",
        _ => field.MaxLength is { } length ? string.Create(CultureInfo.InvariantCulture, $"varchar({length})") : "text",
    };
}
