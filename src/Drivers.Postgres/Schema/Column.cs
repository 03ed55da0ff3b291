namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>One column of a table or view.</summary>
internal sealed record Column
{
    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    public bool NotNull { get; init; }

    public bool HasDefault { get; init; }

    /// <summary>The server gives it a number: <c>GENERATED … AS IDENTITY</c>.</summary>
    public bool Identity { get; init; }

    /// <summary>An identity whose numbers are the server's alone, unless a statement overrides it.</summary>
    public bool IdentityAlways { get; init; }

    /// <summary>Computed from other columns.</summary>
    public bool Generated { get; init; }

    /// <summary>Whether its collation may find texts equal that differ in their bytes.</summary>
    public bool LooseCollation { get; init; }

    public string Comment { get; init; } = "";

    public IReadOnlyList<string> Labels { get; init; } = [];

    public bool MayInsert { get; init; } = true;

    public bool MayUpdate { get; init; } = true;

    /// <summary>A new row must have a value.</summary>
    public bool Required => NotNull && !HasDefault && !Identity && !Generated;

    public string Quoted => Names.Quote(Name);

    /// <summary>Its value in the form in which it travels.</summary>
    public string Selected(string alias) => Type.Form switch
    {
        Form.AsText => $"{alias}.{Quoted}::text",
        Form.AsNumeric => $"{alias}.{Quoted}::numeric",
        Form.Array when Type.Element == Form.AsText => $"{alias}.{Quoted}::text[]",
        Form.Array when Type.Element == Form.AsNumeric => $"{alias}.{Quoted}::numeric[]",
        _ => $"{alias}.{Quoted}",
    };

    /// <summary>A value of its type in a form that differs exactly when the value does.</summary>
    public string Distinct(string expression) => Type.Form switch
    {
        Form.AsText or Form.Json => $"({expression})::text",
        Form.Text when LooseCollation => $"{expression} COLLATE \"C\"",
        Form.Array when Type.Element is Form.AsText or Form.Json => $"({expression})::text",
        _ => expression,
    };
}
