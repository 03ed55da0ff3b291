using IntegrationAgent.Drivers.Postgres.Schema;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>One term of an order.</summary>
/// <param name="Alias">The table's alias.</param>
/// <param name="Column">The column.</param>
/// <param name="Expression">What is compared.</param>
/// <param name="Descending">Greatest first.</param>
/// <param name="Nullable">Whether a value may be missing; a missing one is the least.</param>
/// <param name="Place">Where its value is among the selected ones.</param>
internal sealed record OrderTerm(string Alias, Column Column, string Expression, bool Descending, bool Nullable, int Place)
{
    public string Sql => (Descending, Nullable) switch
    {
        (false, false) => Expression,
        (false, true) => Expression + " NULLS FIRST",
        (true, false) => Expression + " DESC",
        _ => Expression + " DESC NULLS LAST",
    };
}
