namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>One reference of a table to another, of one column.</summary>
/// <param name="Name">The name under which queries follow it.</param>
/// <param name="FromTable">The table that holds the reference, as it is addressed.</param>
/// <param name="FromColumn">The column that holds it.</param>
/// <param name="ToTable">The table that it points to, as it is addressed.</param>
/// <param name="ToColumn">The column that it points to.</param>
/// <param name="Cascade">Whether deleting the parent deletes the children.</param>
internal sealed record ForeignKey(string Name, string FromTable, string FromColumn, string ToTable, string ToColumn, bool Cascade);
