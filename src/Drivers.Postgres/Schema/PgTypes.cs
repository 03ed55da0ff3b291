namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>The object ids of PostgreSQL's own types, which are the same in every database.</summary>
internal static class PgTypes
{
    public const uint Boolean = 16, Bytea = 17, Name = 19, Int8 = 20, Int2 = 21, Int4 = 23, Text = 25, Oid = 26, Json = 114, Float4 = 700, Float8 = 701, Money = 790;
    public const uint Bpchar = 1042, Varchar = 1043, Date = 1082, Time = 1083, Timestamp = 1114, TimestampTz = 1184, Numeric = 1700, Uuid = 2950, Jsonb = 3802;

    /// <summary>The element's type of the arrays of PostgreSQL's own types; 0 for any other.</summary>
    public static uint ElementOf(uint array) => array switch
    {
        1000 => Boolean,
        1001 => Bytea,
        1003 => Name,
        1005 => Int2,
        1007 => Int4,
        1009 => Text,
        1014 => Bpchar,
        1015 => Varchar,
        1016 => Int8,
        1021 => Float4,
        1022 => Float8,
        1028 => Oid,
        1115 => Timestamp,
        1182 => Date,
        1183 => Time,
        1185 => TimestampTz,
        1231 => Numeric,
        199 => Json,
        2951 => Uuid,
        3807 => Jsonb,
        _ => 0,
    };
}
