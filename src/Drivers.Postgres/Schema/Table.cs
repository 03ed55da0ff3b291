using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>One table or view.</summary>
internal sealed record Table
{
    private static readonly string[] ChangeNames =
        ["systemmodstamp", "updatedat", "modifiedat", "lastmodifiedat", "lastmodified", "lastmodifieddate", "lastupdated", "lastupdatedat", "modifieddate", "changedat", "updated", "modified", "updatetime", "modifiedon", "updatedon"];

    public required uint Oid { get; init; }

    public required string Schema { get; init; }

    public required string BareName { get; init; }

    /// <summary>How it is addressed.</summary>
    public required string Name { get; init; }

    /// <summary><c>r</c> table, <c>p</c> partitioned table, <c>f</c> foreign table, <c>v</c> view, <c>m</c> materialized view.</summary>
    public required char Kind { get; init; }

    public string Comment { get; init; } = "";

    public bool MayInsert { get; init; }

    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>The sets of columns that identify a row; the primary key first.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> UniqueKeys { get; init; }

    public required IReadOnlyList<ForeignKey> ForeignKeys { get; init; }

    public required IReadOnlyList<ForeignKey> Children { get; init; }

    /// <summary>The columns of each constraint and unique index, by its name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Constraints { get; init; }

    public bool IsTable => Kind is 'r' or 'p' or 'f';

    public bool IsWritable => IsTable && MayInsert;

    public string Quoted => $"{Names.Quote(Schema)}.{Names.Quote(BareName)}";

    /// <summary>What orders rows without a doubt: a unique key that is never null; empty where there is none.</summary>
    public IReadOnlyList<string> RowOrder => UniqueKeys.FirstOrDefault(key => key.All(part => Require(part).NotNull)) ?? [];

    /// <summary>Whether its rows say which transaction wrote them, and have a key to be read on behind: only then can its changes be followed.</summary>
    public bool HasChanges => Kind is 'r' or 'p' && RowOrder.Count > 0;

    /// <summary>The column that by its name and type holds when a row changed last.</summary>
    public string? ChangeField => Columns.FirstOrDefault(column => column.Type.Form is Form.TimestampTz or Form.Timestamp
        && ChangeNames.Contains(column.Name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant(), StringComparer.Ordinal))?.Name;

    public Column Require(string name) => Find(name) ?? throw Names.FieldNotFound(this, name);

    public Column? Find(string name) =>
        Columns.FirstOrDefault(column => column.Name == name) ?? Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));

    public bool IsUnique(IReadOnlyCollection<string> columns) =>
        UniqueKeys.Any(key => key.Count == columns.Count && key.All(part => columns.Contains(part, StringComparer.Ordinal)));

    public ObjectSchema ToSchema() => new()
    {
        Name = Name,
        Label = Name,
        Fields = [.. Columns.Select(ToField)],
        KeyFields = UniqueKeys.Count > 0 ? UniqueKeys[0] : [],
        ChangeField = ChangeField,
        ChangesNeedFeed = HasChanges,
        DeletesUnknown = true,
        ETag = ETag(),
    };

    private FieldSchema ToField(Column column)
    {
        var reference = ForeignKeys.FirstOrDefault(key => key.FromColumn == column.Name);
        var unique = UniqueKeys.Any(key => key.Count == 1 && key[0] == column.Name);
        return new FieldSchema
        {
            Name = column.Name,
            Type = column.Type.Field,
            ElementType = column.Type.ElementField,
            Label = column.Name,
            NativeType = column.Type.Native,
            Description = column.Comment,
            Nullable = !column.NotNull,
            RequiredForCreate = column.Required,
            Creatable = IsWritable && column.MayInsert && !column.Generated,
            Updatable = IsWritable && column.MayUpdate && !column.Generated && !column.IdentityAlways,
            Sortable = column.Type.Form is not (Form.Json or Form.AsText or Form.Array),
            Unique = unique,
            UpsertKey = unique && IsWritable,
            Custom = true,
            Calculated = column.Generated,
            MaxLength = column.Type.Length,
            Precision = column.Type.Precision,
            Scale = column.Type.Scale,
            PicklistValues = [.. column.Labels.Select(label => new PicklistValue { Value = label, Label = label })],
            RestrictedPicklist = column.Labels.Count > 0,
            ReferenceTo = reference is null ? [] : [reference.ToTable],
            RelationshipName = reference?.Name,
        };
    }

    private string ETag()
    {
        var text = new StringBuilder(Quoted).Append(Kind);
        foreach (var column in Columns)
            text.Append('\n').Append(column.Name).Append(' ').Append(column.Type.Native).Append(column.NotNull).Append(column.HasDefault).Append(column.Identity).Append(column.Generated).AppendJoin(',', column.Labels);
        foreach (var key in UniqueKeys)
            text.Append('\n').AppendJoin('+', key);
        foreach (var key in ForeignKeys)
            text.Append('\n').Append(key);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
