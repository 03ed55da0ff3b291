using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Schema;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>A value that a column is compared with: its text, and the type by which they are compared.</summary>
internal static class FilterValue
{
    /// <summary>The type of a column's own values.</summary>
    public static string TypeOf(Column column) => column.Type.Form switch
    {
        Form.Text when column.Type.Native.StartsWith("character(", StringComparison.Ordinal) => "bpchar",
        Form.AsText => column.Type.Native,
        _ => column.Type.StageType,
    };

    /// <summary>The value in a type that the column can be compared with, or null where it is none of the kind.</summary>
    public static (string Text, string Type)? Of(RecordValue value, Column column) => column.Type.Form switch
    {
        Form.Int16 or Form.Int32 or Form.Int64 or Form.Oid => Number(value),
        Form.Single => IsNumber(value) ? (value.ToInvariantString(), "real") : null,
        Form.Double => IsNumber(value) ? (value.ToInvariantString(), "double precision") : null,
        Form.Numeric or Form.AsNumeric => value.Type == FieldType.Double && !double.IsFinite(value.AsDouble()) ? null : IsNumber(value) ? (value.ToInvariantString(), "numeric") : null,
        Form.Boolean => value.Type == FieldType.Boolean || (IsText(value) && value.AsString() is "true" or "false") ? (value.ToInvariantString(), "boolean") : null,
        Form.Uuid => value.Type == FieldType.Uuid || (IsText(value) && Guid.TryParse(value.AsString(), out _)) ? (value.ToInvariantString(), "uuid") : null,
        Form.Date => Moment(value, "date"),
        Form.Time => value.Type == FieldType.Time || (IsText(value) && TimeOnly.TryParse(value.AsString(), CultureInfo.InvariantCulture, out _)) ? (value.ToInvariantString(), "time") : null,
        Form.Timestamp => Moment(value, "timestamp"),
        Form.TimestampTz => Moment(value, "timestamptz"),
        Form.Bytea => value.Type == FieldType.Binary ? (@"\x" + Convert.ToHexStringLower(value.AsBinary()), "bytea") : null,
        Form.Array => null,
        _ => value.Type == FieldType.Binary || value.ToInvariantString().Contains('\0', StringComparison.Ordinal) ? null : (value.ToInvariantString(), TypeOf(column)),
    };

    private static (string, string)? Number(RecordValue value) => value.Type switch
    {
        FieldType.Int64 => (value.ToInvariantString(), "bigint"),
        FieldType.Double => double.IsFinite(value.AsDouble()) ? (value.ToInvariantString(), "double precision") : null,
        FieldType.Decimal => (value.AsString(), "numeric"),
        FieldType.String or FieldType.Reference when long.TryParse(value.AsString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            (number.ToString(CultureInfo.InvariantCulture), "bigint"),
        _ => null,
    };

    private static (string, string)? Moment(RecordValue value, string type) => value.Type switch
    {
        FieldType.Date or FieldType.LocalTimestamp or FieldType.Timestamp => (value.ToInvariantString(), type),
        FieldType.String or FieldType.Reference when DateTimeOffset.TryParse(value.AsString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) => (value.AsString(), type),
        _ => null,
    };

    private static bool IsText(RecordValue value) => value.Type is FieldType.String or FieldType.Reference;

    private static bool IsNumber(RecordValue value) => value.Type switch
    {
        FieldType.Int64 or FieldType.Double or FieldType.Decimal => true,
        FieldType.String or FieldType.Reference => decimal.TryParse(value.AsString(), NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        _ => false,
    };
}
