using IntegrationAgent.Driver;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>Reads what tables there are, and what they are made of.</summary>
internal sealed class SchemaReader(NpgsqlConnection connection, string ownSchema, TableCache? cache = null)
{
    /// <summary>Every table and view that the role may use.</summary>
    public async Task<IReadOnlyList<ObjectSummary>> ListAsync(bool counts, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(CatalogSql.List, connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var objects = new List<ObjectSummary>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var name = Names.Address(reader.GetString(0), reader.GetString(1), ownSchema);
            var rows = reader.GetInt64(3);
            objects.Add(new ObjectSummary
            {
                Name = name,
                Label = name,
                Custom = true,
                Writable = reader.GetBoolean(4),
                ApproximateCount = counts && rows >= 0 && reader.GetChar(2) is 'r' or 'p' or 'm' ? rows : null,
            });
        }

        objects.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return objects;
    }

    /// <exception cref="DriverException"><see cref="DriverErrorCode.ObjectNotFound"/> with the nearest names.</exception>
    public async Task<Table> RequireAsync(string name, CancellationToken cancellationToken)
    {
        if (cache?.Get(name) is { } remembered && await VersionAsync(remembered.Table, cancellationToken).ConfigureAwait(false) == remembered.Version)
            return remembered.Table;
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { } table)
        {
            if (cache is not null && await VersionAsync(table, cancellationToken).ConfigureAwait(false) is { } version)
                cache.Keep(name, table, version);
            return table;
        }

        var known = await ListAsync(counts: false, cancellationToken).ConfigureAwait(false);
        throw Names.ObjectNotFound(name, known.Select(entry => entry.Name));
    }

    public async Task<Table?> FindAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('\0', StringComparison.Ordinal))
            return null;
        var (schemas, tables) = Readings(name);
        uint oid;
        string schema, bare, comment;
        char kind;
        bool mayInsert;
        using (var find = Command(CatalogSql.Find, schemas, tables))
        {
            var reader = await find.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var closing = reader.ConfigureAwait(false);
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                return null;
            oid = reader.GetFieldValue<uint>(0);
            (schema, bare, kind) = (reader.GetString(1), reader.GetString(2), reader.GetChar(3));
            comment = Text(reader, 4);
            mayInsert = reader.GetBoolean(5);
        }

        var columns = await ColumnsAsync(oid, cancellationToken).ConfigureAwait(false);
        var keys = await KeysAsync(oid, columns, cancellationToken).ConfigureAwait(false);
        var constraints = await ConstraintsAsync(oid, columns, cancellationToken).ConfigureAwait(false);
        foreach (var (index, parts) in keys)
            constraints.Columns.TryAdd(index, parts);
        return new Table
        {
            Oid = oid,
            Schema = schema,
            BareName = bare,
            Name = Names.Address(schema, bare, ownSchema),
            Kind = kind,
            Comment = comment,
            MayInsert = mayInsert,
            Columns = columns,
            UniqueKeys = [.. keys.Select(key => key.Parts)],
            ForeignKeys = constraints.Parents,
            Children = constraints.Children,
            Constraints = constraints.Columns,
        };
    }

    private async Task<string?> VersionAsync(Table table, CancellationToken cancellationToken)
    {
        using var command = Command(CatalogSql.Version, table.Schema, table.BareName);
        return (string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A name means a table of the own schema; with points, the part before each may be a schema.</summary>
    private (string[] Schemas, string[] Tables) Readings(string name)
    {
        List<string> schemas = [ownSchema], tables = [name];
        for (var point = name.IndexOf('.', StringComparison.Ordinal); point >= 0; point = name.IndexOf('.', point + 1))
        {
            schemas.Add(name[..point]);
            tables.Add(name[(point + 1)..]);
        }

        return ([.. schemas], [.. tables]);
    }

    private async Task<List<Column>> ColumnsAsync(uint table, CancellationToken cancellationToken)
    {
        using var command = Command(CatalogSql.Columns, table);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var columns = new List<Column>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var identity = reader.GetChar(7);
            var generated = reader.GetChar(8);
            columns.Add(new Column
            {
                Name = reader.GetString(0),
                Type = ColumnType.Of(reader.GetFieldValue<uint>(1), reader.GetFieldValue<uint>(2), reader.GetInt32(3), reader.GetString(4)),
                NotNull = reader.GetBoolean(5),
                HasDefault = reader.GetBoolean(6) && generated == '\0',
                Identity = identity is 'a' or 'd',
                IdentityAlways = identity == 'a',
                Generated = generated != '\0',
                LooseCollation = reader.GetBoolean(9),
                Comment = Text(reader, 10),
                MayInsert = reader.GetBoolean(11),
                MayUpdate = reader.GetBoolean(12),
                Labels = reader.GetFieldValue<string[]>(13),
            });
        }

        return columns;
    }

    private async Task<List<(string Index, IReadOnlyList<string> Parts)>> KeysAsync(uint table, List<Column> columns, CancellationToken cancellationToken)
    {
        using var command = Command(CatalogSql.Keys, table);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        var keys = new List<(string, IReadOnlyList<string>)>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var parts = reader.GetFieldValue<string[]>(1);
            if (parts.Length > 0 && parts.All(part => columns.Exists(column => column.Name == part)))
                keys.Add((reader.GetString(0), parts));
        }

        return keys;
    }

    private async Task<(List<ForeignKey> Parents, List<ForeignKey> Children, Dictionary<string, IReadOnlyList<string>> Columns)> ConstraintsAsync(
        uint table, List<Column> columns, CancellationToken cancellationToken)
    {
        using var command = Command(CatalogSql.Constraints, table);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        List<ForeignKey> parents = [], children = [];
        var byName = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var own = reader.GetBoolean(7);
            var from = reader.GetFieldValue<string[]>(8);
            if (own)
                byName[reader.GetString(0)] = from;

            // A reference of several columns has no one field that holds it.
            if (reader.GetChar(1) != 'f' || from.Length != 1)
                continue;
            var to = reader.GetFieldValue<string[]>(9)[0];
            var fromTable = Names.Address(reader.GetString(2), reader.GetString(3), ownSchema);
            var toTable = Names.Address(reader.GetString(4), reader.GetString(5), ownSchema);
            var cascade = reader.GetBoolean(6);
            if (own)
            {
                var name = RelationshipName(from[0], reader.GetString(5), columns);
                parents.Add(new ForeignKey(parents.Exists(key => key.Name == name) ? from[0] + "_record" : name, fromTable, from[0], toTable, to, cascade));
            }

            if (!own || fromTable == toTable)
                children.Add(new ForeignKey("", fromTable, from[0], toTable, to, cascade));
        }

        return (parents, children, byName);
    }

    /// <summary><c>account_id</c> and <c>AccountId</c> are followed as <c>account</c> and <c>Account</c>.</summary>
    private static string RelationshipName(string column, string table, List<Column> columns)
    {
        var bare = column.EndsWith("_id", StringComparison.OrdinalIgnoreCase) ? column[..^3] : column.EndsWith("Id", StringComparison.Ordinal) ? column[..^2] : table;
        return bare.Length == 0 || columns.Exists(other => string.Equals(other.Name, bare, StringComparison.OrdinalIgnoreCase)) ? column + "_record" : bare;
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(value is uint oid
                ? new NpgsqlParameter { Value = oid, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid }
                : new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static string Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? "" : reader.GetString(ordinal);
}
