using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Driver;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr;

/// <summary>A neutral query as SQL: names are quoted, values are parameters.</summary>
internal sealed class QuerySql
{
    private readonly SchemaReader schema;
    private readonly Table table;
    private readonly StringBuilder from;
    private readonly Dictionary<string, (string Alias, Table Table)> joins = new(StringComparer.Ordinal);
    private readonly List<object> parameters = [];
    private readonly List<(string Expression, Column Column)> selected = [];
    private readonly List<(string Expression, bool Descending)> order = [];
    private string where = "";

    private QuerySql(SchemaReader schema, QueryRequest request)
    {
        this.schema = schema;
        table = schema.Require(request.Object);
        from = new StringBuilder($" FROM {SchemaReader.Quote(table.Name)} AS t");
    }

    internal RecordSchema Schema { get; private set; } = new([]);

    internal string Fingerprint { get; private set; } = "";

    internal int OrderCount => order.Count;

    internal static QuerySql Build(SchemaReader schema, QueryRequest request)
    {
        var sql = new QuerySql(schema, request);
        sql.Compose(request);
        return sql;
    }

    /// <summary>Fills in the statement for the rows behind a position, at most so many.</summary>
    internal void Write(SqliteCommand command, RowPosition position, int most)
    {
        var values = new List<object>(parameters);
        var condition = where;
        if (position.Keys.Count > 0)
        {
            if (position.Fingerprint != Fingerprint || position.Keys.Count != order.Count)
                throw RowPosition.Expired();
            condition += (condition.Length == 0 ? " WHERE " : " AND ") + Behind(position, values);
        }

        var columns = string.Join(", ", selected.Select(one => one.Expression).Concat(order.Select(term => term.Expression)));
        var sorted = string.Join(", ", order.Select(term => term.Descending ? term.Expression + " DESC" : term.Expression));
        command.CommandText = $"SELECT {columns}{from}{condition} ORDER BY {sorted} LIMIT {most.ToString(CultureInfo.InvariantCulture)}";
        for (var i = 0; i < values.Count; i++)
            command.Parameters.AddWithValue(Name(i), values[i]);
    }

    /// <summary>Reads one row into the page, and its place in the order.</summary>
    internal void Read(SqliteDataReader row, RecordPageWriter writer, object?[] keys)
    {
        writer.BeginRecord();
        for (var i = 0; i < selected.Count; i++)
            ColumnTypes.Read(row, i, selected[i].Column, writer);
        writer.EndRecord();
        for (var i = 0; i < keys.Length; i++)
            keys[i] = row.IsDBNull(selected.Count + i) ? null : row.GetValue(selected.Count + i);
    }

    /// <summary>The place of a field or path: its expression and its column.</summary>
    internal (string Expression, Column Column) Resolve(string field)
    {
        var (alias, current, path) = ("t", table, "");
        var parts = field.Split('.');
        foreach (var part in parts[..^1])
        {
            path += "." + part;
            if (!joins.TryGetValue(path, out var join))
            {
                var key = current.ForeignKeys.FirstOrDefault(one => string.Equals(one.Path, part, StringComparison.Ordinal))
                    ?? throw SqlErrors.FieldNotFound(current, field, current.ForeignKeys.Select(one => one.Path));
                join = ($"j{joins.Count + 1}", schema.Require(key.ToTable));
                joins[path] = join;
                from.Append($" LEFT JOIN {SchemaReader.Quote(join.Table.Name)} AS {join.Alias} ON {join.Alias}.{SchemaReader.Quote(key.ToColumn)} = {alias}.{SchemaReader.Quote(key.Column)}");
            }

            (alias, current) = join;
        }

        var column = current.Find(parts[^1]) ?? throw SqlErrors.FieldNotFound(current, field, current.Columns.Select(one => one.Name));
        return ($"{alias}.{SchemaReader.Quote(column.Name)}", column);
    }

    internal string Parameter(object value)
    {
        parameters.Add(value);
        return Name(parameters.Count - 1);
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"$p{index}");

    private void Compose(QueryRequest request)
    {
        selected.AddRange(request.Fields.Select(Resolve));
        Schema = new RecordSchema(request.Fields.Select((name, i) => new RecordField { Name = name, Type = selected[i].Column.Type }));
        foreach (var sort in request.OrderBy)
        {
            var (expression, column) = Resolve(sort.Field);
            order.Add((ColumnTypes.Comparable(expression, column), sort.Descending));
        }

        // No two rows are equal in the order, so that a page begins exactly behind the one before.
        foreach (var column in table.Key)
            order.Add(($"t.{SchemaReader.Quote(column.Name)}", false));
        if (table.Key.Count == 0)
            order.AddRange(table.IsView ? table.Columns.Select(column => ($"t.{SchemaReader.Quote(column.Name)}", false)) : [("t.rowid", false)]);
        if (request.Filter is not null)
            where = " WHERE " + new FilterSql(this).Write(request.Filter);
        var text = $"{from}{where} {string.Join(", ", order)} {JsonOf(parameters)}";
        Fingerprint = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }

    private static string JsonOf(List<object> values) =>
        string.Join('\n', values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture)));

    /// <summary>Rows behind a position in an order of several terms, where a missing value comes before every other.</summary>
    private string Behind(RowPosition position, List<object> values)
    {
        var levels = new List<string>();
        var equal = "";
        for (var i = 0; i < order.Count; i++)
        {
            var (expression, descending) = order[i];
            values.Add(position.Keys[i] ?? DBNull.Value);
            var value = Name(values.Count - 1);
            var behind = (position.Keys[i] is null, descending) switch
            {
                (true, false) => $"{expression} IS NOT NULL",
                (true, true) => "0",
                (false, false) => $"{expression} > {value}",
                (false, true) => $"({expression} < {value} OR {expression} IS NULL)",
            };
            levels.Add($"({equal}{behind})");
            equal += $"{expression} IS {value} AND ";
        }

        return $"({string.Join(" OR ", levels)})";
    }
}
