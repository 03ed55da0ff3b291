using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Sqlite.Schema;

/// <summary>One column of a table or view.</summary>
internal sealed record Column
{
    public required string Name { get; init; }

    public required DeclaredType Declared { get; init; }

    public bool NotNull { get; init; }

    /// <summary>Position in the primary key from 1; 0 where it is not part of it.</summary>
    public int KeyPosition { get; init; }

    public bool HasDefault { get; init; }

    public bool Generated { get; init; }

    /// <summary>INTEGER PRIMARY KEY: another name of the row's number, which SQLite fills in.</summary>
    public bool IsRowId { get; init; }

    public FieldType Type => Declared.Type;

    public string Quoted => Names.Quote(Name);
}
