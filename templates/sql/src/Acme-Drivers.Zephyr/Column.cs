using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

/// <summary>A column as the database describes it.</summary>
internal sealed record Column(string Name, string Declared, FieldType Type, bool NotNull, bool HasDefault, bool IsComputed, int KeyPosition, bool IsUnique)
{
    /// <summary>A column of type INTEGER that is the whole primary key is given its value by the database.</summary>
    public bool IsRowId => KeyPosition == 1 && IsUnique && string.Equals(Declared, "INTEGER", StringComparison.OrdinalIgnoreCase);
}
