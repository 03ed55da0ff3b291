namespace Acme_Drivers.Zephyr;

/// <summary>A table as the database describes it.</summary>
internal sealed record Table(string Name, bool IsView, IReadOnlyList<Column> Columns, IReadOnlyList<ForeignKey> ForeignKeys)
{
    /// <summary>The columns of the primary key, in its order; empty for a view.</summary>
    public IReadOnlyList<Column> Key => [.. Columns.Where(column => column.KeyPosition > 0).OrderBy(column => column.KeyPosition)];

    public Column? Find(string name) => Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
}
