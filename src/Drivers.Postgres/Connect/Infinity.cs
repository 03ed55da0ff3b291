namespace IntegrationAgent.Drivers.Postgres.Connect;

/// <summary>What becomes of a value that PostgreSQL has and the contract does not: infinite dates, years before 1 or after 9999, numbers that are none.</summary>
internal enum Infinity
{
    /// <summary>The read ends with an error that names the column.</summary>
    Refuse = 0,

    /// <summary>It counts as missing.</summary>
    Null = 1,

    /// <summary>A date or time becomes the first or last that there is; a number that is none is refused.</summary>
    Limit = 2,
}
