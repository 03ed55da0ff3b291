namespace IntegrationAgent.Driver;

/// <summary>The logical types of values. Each system's own types are mapped to these without loss, or to <see cref="String"/>.</summary>
public enum FieldType
{
    /// <summary>Text, UTF-8 on the wire.</summary>
    String = 0,

    /// <summary>True or false.</summary>
    Boolean = 1,

    /// <summary>A whole number of 64 bits, signed.</summary>
    Int64 = 2,

    /// <summary>A binary floating-point number of 64 bits.</summary>
    Double = 3,

    /// <summary>A decimal number; exact text where it is beyond <see cref="decimal"/>.</summary>
    Decimal = 4,

    /// <summary>A UUID.</summary>
    Uuid = 5,

    /// <summary>A calendar date, years 1 to 9999.</summary>
    Date = 6,

    /// <summary>A time of day, in ticks of 100 ns.</summary>
    Time = 7,

    /// <summary>A date and time without a zone, in ticks of 100 ns.</summary>
    LocalTimestamp = 8,

    /// <summary>A moment with its offset from UTC, in ticks of 100 ns and whole minutes.</summary>
    Timestamp = 9,

    /// <summary>Bytes.</summary>
    Binary = 10,

    /// <summary>A JSON text.</summary>
    Json = 11,

    /// <summary>The identifier of another record, as text.</summary>
    Reference = 12,

    /// <summary>A list of values of one type.</summary>
    List = 13,

    /// <summary>A nested record with a schema of its own.</summary>
    Record = 14,
}
