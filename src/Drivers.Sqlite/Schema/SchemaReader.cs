using IntegrationAgent.Drivers.Sqlite.Native;

namespace IntegrationAgent.Drivers.Sqlite.Schema;

/// <summary>Reads tables and views out of SQLite's own catalogue. Keeps what it read while the schema's version is the same. Not thread-safe.</summary>
internal sealed class SchemaReader(Database database)
{
    private readonly Dictionary<string, Table> known = new(StringComparer.OrdinalIgnoreCase);
    private long version = -1;

    /// <summary>Every table and view, by name, with whether it is one that can be written.</summary>
    public IReadOnlyList<(string Name, string Kind)> List()
    {
        using var statement = database.Prepare(
            "SELECT name, type FROM pragma_table_list WHERE schema='main' AND type IN ('table','view','virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
        var found = new List<(string, string)>();
        while (statement.Step())
            found.Add((statement.String(0), statement.String(1)));
        found.Sort(static (left, right) => string.CompareOrdinal(left.Item1, right.Item1));
        return found;
    }

    public Table Require(string name) => Find(name) ?? throw Names.ObjectNotFound(name, List().Select(entry => entry.Name));

    public Table? Find(string name)
    {
        var current = database.ScalarInt64("PRAGMA schema_version");
        if (current != version)
        {
            known.Clear();
            version = current;
        }

        if (known.TryGetValue(name, out var table))
            return table;
        table = Read(name);
        if (table is not null)
            known[name] = table;
        return table;
    }

    /// <summary>Forgets what was read within a transaction that was undone.</summary>
    public void Forget()
    {
        known.Clear();
        version = -1;
    }

    /// <summary>References of other tables to this one.</summary>
    public IEnumerable<ForeignKey> Children(string table) =>
        List().Where(entry => entry.Kind == "table")
            .SelectMany(entry => Find(entry.Name)?.ForeignKeys ?? [])
            .Where(key => string.Equals(key.ToTable, table, StringComparison.OrdinalIgnoreCase));

    private Table? Read(string name)
    {
        using var statement = database.Prepare(
            "SELECT l.name, l.type, l.wr, coalesce(m.sql, '') FROM pragma_table_list l LEFT JOIN sqlite_schema m ON m.name = l.name AND m.type IN ('table','view') "
            + "WHERE l.schema='main' AND l.type IN ('table','view','virtual') AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND l.name = ?1 COLLATE NOCASE");
        statement.Bind(1, name);
        if (!statement.Step())
            return null;
        var own = statement.String(0);
        var withoutRowId = statement.Int64(2) != 0;
        var columns = Columns(own, withoutRowId);
        return new Table
        {
            Name = own,
            IsView = statement.String(1) == "view",
            IsVirtual = statement.String(1) == "virtual",
            WithoutRowId = withoutRowId,
            Sql = statement.String(3) + string.Join('\n', IndexTexts(own)),
            Columns = columns,
            UniqueKeys = UniqueKeys(own, columns),
            ForeignKeys = ForeignKeys(own, columns),
        };
    }

    private List<Column> Columns(string table, bool withoutRowId)
    {
        using var statement = database.Prepare("SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk, hidden FROM pragma_table_xinfo(?1)");
        statement.Bind(1, table);
        var columns = new List<Column>();
        while (statement.Step())
        {
            if (statement.Int64(5) == 1)
                continue;
            columns.Add(new Column
            {
                Name = statement.String(0),
                Declared = DeclaredType.Parse(statement.String(1)),
                NotNull = statement.Int64(2) != 0,
                HasDefault = statement.Int64(3) != 0,
                KeyPosition = (int)statement.Int64(4),
                Generated = statement.Int64(5) is 2 or 3,
            });
        }

        if (!withoutRowId && columns.Count(column => column.KeyPosition > 0) == 1)
        {
            var key = columns.FindIndex(column => column.KeyPosition > 0);
            if (string.Equals(columns[key].Declared.Text, "INTEGER", StringComparison.OrdinalIgnoreCase))
                columns[key] = columns[key] with { IsRowId = true };
        }

        return columns;
    }

    private List<IReadOnlyList<string>> UniqueKeys(string table, List<Column> columns)
    {
        var keys = new List<IReadOnlyList<string>>();
        string[] primary = [.. columns.Where(column => column.KeyPosition > 0).OrderBy(column => column.KeyPosition).Select(column => column.Name)];
        if (primary.Length > 0)
            keys.Add(primary);
        using var indexes = database.Prepare("SELECT name FROM pragma_index_list(?1) WHERE \"unique\" = 1 AND partial = 0 AND origin <> 'pk' ORDER BY name");
        indexes.Bind(1, table);
        while (indexes.Step())
        {
            using var parts = database.Prepare("SELECT cid, name FROM pragma_index_xinfo(?1) WHERE key = 1 ORDER BY seqno");
            parts.Bind(1, indexes.String(0));
            var key = new List<string>();
            var isPlain = true;
            while (parts.Step())
            {
                isPlain &= parts.Int64(0) >= 0;
                key.Add(parts.String(1));
            }

            if (isPlain && key.Count > 0)
                keys.Add(key);
        }

        return keys;
    }

    private List<ForeignKey> ForeignKeys(string table, List<Column> columns)
    {
        using var statement = database.Prepare(
            "SELECT id, \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list(?1) ORDER BY id, seq");
        statement.Bind(1, table);
        var rows = new List<(long Id, string To, string From, string? ToColumn, bool Cascade)>();
        while (statement.Step())
            rows.Add((statement.Int64(0), statement.String(1), statement.String(2), statement.NullableString(3), string.Equals(statement.String(4), "CASCADE", StringComparison.OrdinalIgnoreCase)));
        var found = new List<ForeignKey>();

        // A reference of several columns has no one field that holds it.
        foreach (var row in rows.GroupBy(row => row.Id).Where(group => group.Count() == 1).Select(group => group.First()).OrderBy(row => row.From, StringComparer.Ordinal))
        {
            if ((row.ToColumn ?? PrimaryKeyOf(row.To)) is not { } target)
                continue;
            var name = RelationshipName(row.From, row.To, columns);
            found.Add(new ForeignKey(found.Exists(key => key.Name == name) ? row.From + "_record" : name, table, row.From, row.To, target, row.Cascade));
        }

        return found;
    }

    private string? PrimaryKeyOf(string table)
    {
        using var statement = database.Prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE pk > 0");
        statement.Bind(1, table);
        return statement.Step() ? statement.String(0) : null;
    }

    /// <summary><c>account_id</c> and <c>AccountId</c> are followed as <c>account</c> and <c>Account</c>.</summary>
    private static string RelationshipName(string column, string table, List<Column> columns)
    {
        var bare = column.EndsWith("_id", StringComparison.OrdinalIgnoreCase) ? column[..^3] : column.EndsWith("Id", StringComparison.Ordinal) ? column[..^2] : table;
        return bare.Length == 0 || columns.Exists(other => string.Equals(other.Name, bare, StringComparison.OrdinalIgnoreCase)) ? column + "_record" : bare;
    }

    private List<string> IndexTexts(string table)
    {
        using var statement = database.Prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL ORDER BY name");
        statement.Bind(1, table);
        var texts = new List<string>();
        while (statement.Step())
            texts.Add(statement.String(0));
        return texts;
    }
}
