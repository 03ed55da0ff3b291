using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>Names in statements, and names that were meant.</summary>
internal static class Names
{
    /// <summary>PostgreSQL silently cuts longer ones.</summary>
    public const int MaxBytes = 63;

    private const int MaxShown = 64;

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>How a table is addressed: bare in the connection's own schema.</summary>
    public static string Address(string schema, string name, string own) => schema == own ? name : $"{schema}.{name}";

    public static DriverException ObjectNotFound(string name, IEnumerable<string> known)
    {
        var nearest = NearestNames.Find(name, known);
        return new DriverException(DriverErrorCode.ObjectNotFound, $"There is no table or view '{Short(name)}' that this role may use.{Hint(nearest)}")
        {
            Scope = ErrorScope.Object,
            Retry = RetryAdvice.AfterUserAction,
            Target = name,
            Suggestions = nearest,
        };
    }

    public static DriverException FieldNotFound(Table table, string name)
    {
        var nearest = NearestNames.Find(name, table.Columns.Select(column => column.Name));
        return new DriverException(DriverErrorCode.FieldNotFound, $"{Short(table.Name)} has no field '{Short(name)}'.{Hint(nearest)}")
        {
            Scope = ErrorScope.Object,
            Retry = RetryAdvice.AfterUserAction,
            Target = name,
            Suggestions = nearest,
        };
    }

    public static string Short(string name) => name.Length <= MaxShown ? name : name[..MaxShown] + "…";

    /// <summary>Whether it can be a name without being cut.</summary>
    public static bool Fits(string name) => name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(name) <= MaxBytes;

    private static string Hint(IReadOnlyList<string> nearest) => nearest.Count == 0 ? " List what there is." : $" Nearest: {string.Join(", ", nearest.Take(3).Select(Short))}.";
}
