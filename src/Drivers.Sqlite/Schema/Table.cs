using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Sqlite.Schema;

/// <summary>One table or view.</summary>
internal sealed record Table
{
    public required string Name { get; init; }

    public required bool IsView { get; init; }

    public required bool IsVirtual { get; init; }

    public required bool WithoutRowId { get; init; }

    public required string Sql { get; init; }

    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>The sets of columns that identify a row; the primary key first.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> UniqueKeys { get; init; }

    public required IReadOnlyList<ForeignKey> ForeignKeys { get; init; }

    public bool IsWritable => !IsView && !IsVirtual;

    public string Quoted => Names.Quote(Name);

    /// <summary>What orders rows without a doubt: the row's number, or the key of a table that has none; empty for a view.</summary>
    public IReadOnlyList<string> RowOrder => IsView || IsVirtual ? [] : WithoutRowId ? UniqueKeys[0] : ["rowid"];

    public Column Require(string name) => Find(name) ?? throw Names.FieldNotFound(this, name);

    public Column? Find(string name) =>
        Columns.FirstOrDefault(column => column.Name == name) ?? Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));

    public bool IsUnique(IReadOnlyCollection<string> columns) =>
        UniqueKeys.Any(key => key.Count == columns.Count && key.All(part => columns.Contains(part, StringComparer.OrdinalIgnoreCase)));

    public ObjectSchema ToSchema() => new()
    {
        Name = Name,
        Label = Name,
        Fields = [.. Columns.Select(ToField)],
        KeyFields = UniqueKeys.Count > 0 ? UniqueKeys[0] : [],
        ETag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)))[..16],
    };

    private FieldSchema ToField(Column column)
    {
        var reference = ForeignKeys.FirstOrDefault(key => key.FromColumn == column.Name);
        var unique = UniqueKeys.Any(key => key.Count == 1 && string.Equals(key[0], column.Name, StringComparison.OrdinalIgnoreCase));
        var neverNull = column.NotNull || column.IsRowId || (WithoutRowId && column.KeyPosition > 0);
        return new FieldSchema
        {
            Name = column.Name,
            Type = column.Type,
            Label = column.Name,
            NativeType = column.Declared.Text,
            Nullable = !neverNull,
            RequiredForCreate = neverNull && !column.HasDefault && !column.IsRowId && !column.Generated,
            Creatable = IsWritable && !column.Generated,
            Updatable = IsWritable && !column.Generated,
            Unique = unique,
            UpsertKey = unique && IsWritable,
            Calculated = column.Generated,
            MaxLength = column.Declared.Length,
            Precision = column.Declared.Precision,
            Scale = column.Declared.Scale,
            ReferenceTo = reference is null ? [] : [reference.ToTable],
            RelationshipName = reference?.Name,
        };
    }
}
