using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Sqlite.Schema;

/// <summary>
/// What a column's declared type means. SQLite itself knows five storage classes; the name says more, and is kept so that it reads back as the same type.
/// Exact numbers and JSON are declared with TEXT in their names: SQLite would turn a bare DECIMAL into a floating-point number.
/// </summary>
internal sealed record DeclaredType(string Text, FieldType Type, int? Length = null, int? Precision = null, int? Scale = null)
{
    /// <summary>SQLite stores what looks like a number as one.</summary>
    public bool IsNumericAffinity { get; private init; }

    public static DeclaredType Parse(string declared)
    {
        var text = declared.Trim();
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var name = (open < 0 ? text : text[..open]).Trim().ToUpperInvariant();
        var (first, second) = Arguments(text, open);
        var type = TypeOf(name);
        return type switch
        {
            FieldType.Decimal => new(text, type, Precision: first, Scale: first is null ? null : second ?? 0) { IsNumericAffinity = !name.Contains("TEXT", StringComparison.Ordinal) },
            FieldType.String or FieldType.Binary => new(text, type, Length: first),
            FieldType.Json => new(text, type) { IsNumericAffinity = !name.Contains("TEXT", StringComparison.Ordinal) },
            _ => new(text, type),
        };
    }

    /// <summary>How a field of this type is declared in a new table.</summary>
    public static string For(FieldSchema field) => field.Type switch
    {
        FieldType.Boolean => "BOOLEAN",
        FieldType.Int64 => "INTEGER",
        FieldType.Double => "REAL",
        FieldType.Decimal when field.Precision is { } precision =>
            string.Create(CultureInfo.InvariantCulture, $"DECIMAL_TEXT({precision},{field.Scale ?? 0})"),
        FieldType.Decimal => "DECIMAL_TEXT",
        FieldType.Uuid => "UUID",
        FieldType.Date => "DATE",
        FieldType.Time => "TIME",
        FieldType.LocalTimestamp => "DATETIME",
        FieldType.Timestamp => "TIMESTAMP",
        FieldType.Binary when field.MaxLength is { } length => string.Create(CultureInfo.InvariantCulture, $"BLOB({length})"),
        FieldType.Binary => "BLOB",
        FieldType.Json or FieldType.List or FieldType.Record => "JSON_TEXT",
        FieldType.Reference => "REFERENCE_TEXT",
        _ when field.MaxLength is { } length => string.Create(CultureInfo.InvariantCulture, $"VARCHAR({length})"),
        _ => "TEXT",
    };

    private static FieldType TypeOf(string name) => name switch
    {
        "BOOLEAN" or "BOOL" => FieldType.Boolean,
        "DECIMAL" or "NUMERIC" or "DECIMAL_TEXT" or "NUMBER" or "MONEY" => FieldType.Decimal,
        "UUID" or "GUID" or "UNIQUEIDENTIFIER" => FieldType.Uuid,
        "DATE" => FieldType.Date,
        "TIME" => FieldType.Time,
        "DATETIME" or "DATETIME2" or "TIMESTAMP WITHOUT TIME ZONE" => FieldType.LocalTimestamp,
        "TIMESTAMP" or "TIMESTAMPTZ" or "TIMESTAMP WITH TIME ZONE" or "DATETIMEOFFSET" => FieldType.Timestamp,
        "JSON" or "JSON_TEXT" or "JSONB" => FieldType.Json,
        "REFERENCE_TEXT" => FieldType.Reference,
        _ when name.Contains("INT", StringComparison.Ordinal) => FieldType.Int64,
        _ when name.Contains("CHAR", StringComparison.Ordinal) || name.Contains("CLOB", StringComparison.Ordinal) || name.Contains("TEXT", StringComparison.Ordinal) => FieldType.String,
        _ when name.Contains("BLOB", StringComparison.Ordinal) || name.Contains("BINARY", StringComparison.Ordinal) => FieldType.Binary,
        _ when name.Contains("REAL", StringComparison.Ordinal) || name.Contains("FLOA", StringComparison.Ordinal) || name.Contains("DOUB", StringComparison.Ordinal) => FieldType.Double,
        _ => FieldType.String,
    };

    private static (int? First, int? Second) Arguments(string text, int open)
    {
        if (open < 0 || !text.EndsWith(')'))
            return (null, null);
        var parts = text[(open + 1)..^1].Split(',');
        return (Number(parts[0]), parts.Length > 1 ? Number(parts[1]) : null);

        static int? Number(string part) =>
            int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
