using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr;

/// <summary>Reads what tables there are and what they look like. Names of tables are parameters here, never text.</summary>
internal sealed class SchemaReader(SqliteConnection connection)
{
    private readonly Dictionary<string, Table> known = new(StringComparer.Ordinal);

    internal static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    internal IReadOnlyList<(string Name, bool IsView)> List() =>
        Rows("SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name", null, row => (row.GetString(0), row.GetString(1) == "view"));

    internal Table Require(string name)
    {
        if (known.TryGetValue(name, out var found))
            return found;
        var all = List();
        if (!all.Any(one => string.Equals(one.Name, name, StringComparison.Ordinal)))
        {
            throw new DriverException(DriverErrorCode.ObjectNotFound, "There is no table of this name. Take a suggestion, or list the objects.")
            {
                Scope = ErrorScope.Object,
                Target = name,
                Suggestions = NearestNames.Find(name, all.Select(one => one.Name)),
            };
        }

        return known[name] = Read(name, all.Single(one => one.Name == name).IsView);
    }

    private Table Read(string name, bool isView)
    {
        var unique = Rows(
            "SELECT i.name, c.name FROM pragma_index_list($table) AS i, pragma_index_info(i.name) AS c WHERE i.\"unique\" AND NOT i.partial",
            name,
            row => (Index: row.GetString(0), Column: row.IsDBNull(1) ? "" : row.GetString(1)))
            .GroupBy(entry => entry.Index).Where(index => index.Count() == 1).Select(index => index.Single().Column).ToHashSet(StringComparer.Ordinal);
        var raw = Rows(
            "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, hidden, pk FROM pragma_table_xinfo($table) WHERE hidden <> 1 ORDER BY cid",
            name,
            row => (Name: row.GetString(0), Declared: row.GetString(1), NotNull: row.GetBoolean(2), HasDefault: row.GetBoolean(3), Hidden: row.GetInt64(4), Key: row.GetInt32(5)));
        var single = raw.Count(column => column.Key > 0) == 1;
        var columns = raw.Select(column => new Column(
            column.Name,
            column.Declared,
            ColumnTypes.Of(column.Declared),
            column.NotNull || column.Key > 0,
            column.HasDefault,
            column.Hidden >= 2,
            column.Key,
            (single && column.Key > 0) || unique.Contains(column.Name))).ToArray();
        var keys = Rows(
            "SELECT \"from\", \"table\", \"to\", on_delete, id FROM pragma_foreign_key_list($table) ORDER BY \"from\"",
            name,
            row => (From: row.GetString(0), Table: row.GetString(1), To: row.IsDBNull(2) ? null : row.GetString(2), Cascades: row.GetString(3) == "CASCADE", Id: row.GetInt64(4)));
        var references = keys.GroupBy(key => key.Id).Where(key => key.Count() == 1).Select(key => key.Single())
            .Select(key => new ForeignKey(key.From, key.Table, key.To ?? PrimaryKeyOf(key.Table), key.Cascades)).OrderBy(key => key.Column, StringComparer.Ordinal).ToArray();
        return new Table(name, isView, columns, references);
    }

    private string PrimaryKeyOf(string table) =>
        Rows("SELECT name FROM pragma_table_info($table) WHERE pk = 1", table, row => row.GetString(0)).FirstOrDefault() ?? "rowid";

    private List<T> Rows<T>(string sql, string? table, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (table is not null)
            command.Parameters.AddWithValue("$table", table);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
