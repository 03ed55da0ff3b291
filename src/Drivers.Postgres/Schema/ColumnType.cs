using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>What a column's type means, below its domains.</summary>
/// <param name="Native">The type as PostgreSQL names it, modifiers included; the domain's name for a domain.</param>
/// <param name="Form">How its values travel.</param>
/// <param name="Field">The logical type.</param>
/// <param name="Element">The form of the elements of an array.</param>
/// <param name="Length">The greatest length in characters.</param>
/// <param name="Precision">Significant digits of a numeric.</param>
/// <param name="Scale">Digits after the point of a numeric.</param>
internal sealed record ColumnType(string Native, Form Form, FieldType Field, Form Element = Form.Text, int? Length = null, int? Precision = null, int? Scale = null)
{
    private const int HeaderOfModifier = 4;

    /// <summary>Whether it is one of PostgreSQL's own types for its form, and neither a domain over one nor something that travels as another.</summary>
    public bool IsBuiltIn => Form switch
    {
        Form.Text => Native == "text" || Native.StartsWith("character varying", StringComparison.Ordinal),
        Form.Boolean => Native == "boolean",
        Form.Int16 => Native == "smallint",
        Form.Int32 => Native == "integer",
        Form.Int64 => Native == "bigint",
        Form.Single => Native == "real",
        Form.Double => Native == "double precision",
        Form.Numeric => Native.StartsWith("numeric", StringComparison.Ordinal),
        Form.Uuid => Native == "uuid",
        Form.Date => Native == "date",
        Form.Timestamp => Native == "timestamp without time zone",
        Form.TimestampTz => Native == "timestamp with time zone",
        Form.Bytea => Native == "bytea",
        _ => false,
    };

    public FieldType? ElementField => Form == Form.Array ? FieldOf(Element) : null;

    /// <summary>The type of a staging column that takes its values in binary form.</summary>
    public string StageType => Form switch
    {
        Form.Boolean => "boolean",
        Form.Int16 => "smallint",
        Form.Int32 => "integer",
        Form.Int64 => "bigint",
        Form.Oid => "oid",
        Form.Single => "real",
        Form.Double => "double precision",
        Form.Numeric or Form.AsNumeric => "numeric",
        Form.Uuid => "uuid",
        Form.Date => "date",
        Form.Time => "time",
        Form.Timestamp => "timestamp",
        Form.TimestampTz => "timestamptz",
        Form.Bytea => "bytea",
        _ => "text",
    };

    /// <summary>Finds the meaning of a type of the catalog.</summary>
    /// <param name="oid">The type, below its domains.</param>
    /// <param name="element">The type of an array's elements, below their domains; 0 for no array.</param>
    /// <param name="modifier">The modifier; -1 for none.</param>
    /// <param name="native">The type's name.</param>
    public static ColumnType Of(uint oid, uint element, int modifier, string native)
    {
        var form = element != 0 ? Form.Array : FormOf(oid);
        var length = oid is PgTypes.Varchar or PgTypes.Bpchar && modifier >= HeaderOfModifier ? modifier - HeaderOfModifier : (int?)null;
        if (form == Form.Numeric && modifier >= HeaderOfModifier)
        {
            // Eleven bits of scale, with a sign since version 15.
            var packed = modifier - HeaderOfModifier;
            return new ColumnType(native, form, FieldType.Decimal, Precision: packed >> 16, Scale: ((packed & 0x7FF) ^ 1024) - 1024);
        }

        return new ColumnType(native, form, FieldOf(form), element == 0 ? Form.Text : FormOf(element), length);
    }

    public static FieldType FieldOf(Form form) => form switch
    {
        Form.Boolean => FieldType.Boolean,
        Form.Int16 or Form.Int32 or Form.Int64 or Form.Oid => FieldType.Int64,
        Form.Single or Form.Double => FieldType.Double,
        Form.Numeric or Form.AsNumeric => FieldType.Decimal,
        Form.Uuid => FieldType.Uuid,
        Form.Date => FieldType.Date,
        Form.Time => FieldType.Time,
        Form.Timestamp => FieldType.LocalTimestamp,
        Form.TimestampTz => FieldType.Timestamp,
        Form.Bytea => FieldType.Binary,
        Form.Json or Form.Jsonb => FieldType.Json,
        Form.Array => FieldType.List,
        _ => FieldType.String,
    };

    private static Form FormOf(uint oid) => oid switch
    {
        PgTypes.Boolean => Form.Boolean,
        PgTypes.Int2 => Form.Int16,
        PgTypes.Int4 => Form.Int32,
        PgTypes.Int8 => Form.Int64,
        PgTypes.Oid => Form.Oid,
        PgTypes.Float4 => Form.Single,
        PgTypes.Float8 => Form.Double,
        PgTypes.Numeric => Form.Numeric,
        PgTypes.Money => Form.AsNumeric,
        PgTypes.Text or PgTypes.Varchar or PgTypes.Bpchar or PgTypes.Name => Form.Text,
        PgTypes.Uuid => Form.Uuid,
        PgTypes.Date => Form.Date,
        PgTypes.Time => Form.Time,
        PgTypes.Timestamp => Form.Timestamp,
        PgTypes.TimestampTz => Form.TimestampTz,
        PgTypes.Bytea => Form.Bytea,
        PgTypes.Json => Form.Json,
        PgTypes.Jsonb => Form.Jsonb,
        _ => Form.AsText,
    };
}
