namespace Acme_Drivers.Zephyr;

/// <summary>A reference to a parent, with the name under which a path follows it.</summary>
internal sealed record ForeignKey(string Column, string ToTable, string ToColumn, bool Cascades)
{
    /// <summary><c>customer_id</c> is followed as <c>customer</c>.</summary>
    public string Path => Column.EndsWith("_id", StringComparison.Ordinal) && Column.Length > 3 ? Column[..^3] : Column;
}
