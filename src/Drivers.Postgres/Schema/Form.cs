namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>How a value of a column travels in PostgreSQL's binary format.</summary>
internal enum Form
{
    /// <summary>UTF-8 text.</summary>
    Text = 0,

    /// <summary>One byte.</summary>
    Boolean,

    /// <summary>Two bytes.</summary>
    Int16,

    /// <summary>Four bytes.</summary>
    Int32,

    /// <summary>Eight bytes.</summary>
    Int64,

    /// <summary>Four bytes without a sign.</summary>
    Oid,

    /// <summary>Four bytes.</summary>
    Single,

    /// <summary>Eight bytes.</summary>
    Double,

    /// <summary>Digits of base 10,000.</summary>
    Numeric,

    /// <summary>16 bytes.</summary>
    Uuid,

    /// <summary>Days since 2000-01-01.</summary>
    Date,

    /// <summary>Microseconds since midnight.</summary>
    Time,

    /// <summary>Microseconds since 2000-01-01 without a zone.</summary>
    Timestamp,

    /// <summary>Microseconds since 2000-01-01 in UTC.</summary>
    TimestampTz,

    /// <summary>Bytes.</summary>
    Bytea,

    /// <summary>UTF-8 JSON text.</summary>
    Json,

    /// <summary>A version byte and UTF-8 JSON text.</summary>
    Jsonb,

    /// <summary>Elements of one of the other forms.</summary>
    Array,

    /// <summary>Everything else: the server turns it into text and back.</summary>
    AsText,

    /// <summary>Money: the server turns it into a numeric and back.</summary>
    AsNumeric,
}
