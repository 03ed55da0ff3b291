using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Schema;
using IntegrationAgent.Drivers.Sqlite.Values;

namespace IntegrationAgent.Drivers.Sqlite.Query;

/// <summary>Writes a neutral query as SQL. Names are quoted, values are parameters.</summary>
internal sealed class QuerySql
{
    private readonly SchemaReader schema;
    private readonly QueryRequest request;
    private readonly Table table;
    private readonly Dictionary<string, (string Alias, Table Table)> joins = new(StringComparer.OrdinalIgnoreCase);
    private readonly StringBuilder from;
    private readonly List<StoredValue> parameters = [];
    private readonly List<(string Expression, bool Descending)> order = [];
    private readonly List<string> selected = [];
    private string where = "";

    private QuerySql(SchemaReader schema, QueryRequest request)
    {
        this.schema = schema;
        this.request = request;
        table = schema.Require(request.Object);
        from = new StringBuilder($" FROM {table.Quoted} AS t");
    }

    public RecordSchema Schema { get; private set; } = new([]);

    /// <summary>Whether a page can be continued: rows have an order without a doubt.</summary>
    public bool CanContinue => table.RowOrder.Count > 0;

    /// <summary>The columns behind those of the schema hold where a row stands.</summary>
    public int OrderCount => order.Count;

    public IReadOnlyList<StoredValue> Parameters => parameters;

    public string CountSql => $"SELECT count(*){from}{where}";

    public static QuerySql Build(SchemaReader schema, QueryRequest request)
    {
        var sql = new QuerySql(schema, request);
        sql.Compose();
        return sql;
    }

    /// <summary>The statement, after a position where one is given, and up to so many rows; with all its parameters.</summary>
    public (string Sql, IReadOnlyList<StoredValue> Parameters) Select(Cursor? cursor, long? limit)
    {
        var values = new List<StoredValue>(parameters);
        var text = new StringBuilder("SELECT ").AppendJoin(", ", selected.Concat(order.Select(term => term.Expression)).DefaultIfEmpty("1")).Append(from).Append(where);
        if (cursor is not null)
            text.Append(where.Length == 0 ? " WHERE " : " AND ").Append(After(cursor, values));
        if (order.Count > 0)
            text.Append(" ORDER BY ").AppendJoin(", ", order.Select(term => term.Descending ? term.Expression + " DESC" : term.Expression));
        if (limit is { } most)
        {
            values.Add(StoredValue.From(most));
            text.Append(" LIMIT ?").Append(values.Count);
        }

        return (text.ToString(), values);
    }

    /// <summary>What a cursor must have been made for.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder(table.Name).Append('\n').Append(where).Append('\n').AppendJoin('\n', order.Select(term => $"{term.Expression} {term.Descending}"));
        foreach (var value in parameters)
            text.Append('\n').Append(Cursor.Format(value));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    /// <summary>The place of a field or path: its expression and its column.</summary>
    internal (string Expression, Column Column) Resolve(string field)
    {
        if (table.Find(field) is { } own)
            return ($"t.{own.Quoted}", own);
        var parts = field.Split('.');
        var (alias, current, path) = ("t", table, "");
        for (var i = 0; i < parts.Length - 1; i++)
        {
            path += "." + parts[i];
            if (!joins.TryGetValue(path, out var join))
            {
                var key = current.ForeignKeys.FirstOrDefault(one => string.Equals(one.Name, parts[i], StringComparison.OrdinalIgnoreCase)) ?? throw Names.FieldNotFound(table, field);
                join = ($"j{joins.Count + 1}", schema.Require(key.ToTable));
                joins[path] = join;
                from.Append($" LEFT JOIN {join.Table.Quoted} AS {join.Alias} ON {join.Alias}.{Names.Quote(key.ToColumn)} = {alias}.{Names.Quote(key.FromColumn)}");
            }

            (alias, current) = join;
        }

        var column = parts.Length == 1 ? throw Names.FieldNotFound(table, field) : current.Find(parts[^1]) ?? throw Names.FieldNotFound(current, parts[^1]);
        return ($"{alias}.{column.Quoted}", column);
    }

    internal string Parameter(StoredValue value)
    {
        parameters.Add(value);
        return $"?{parameters.Count}";
    }

    private void Compose()
    {
        var fields = new List<RecordField>(request.Fields.Count);
        foreach (var name in request.Fields)
        {
            var (expression, column) = Resolve(name);
            selected.Add(expression);
            fields.Add(new RecordField { Name = name, Type = column.Type });
        }

        Schema = new RecordSchema(fields);
        foreach (var sort in request.OrderBy)
        {
            var (expression, column) = Resolve(sort.Field);
            order.Add((FilterSql.Comparable(expression, column), sort.Descending));
        }

        foreach (var name in table.RowOrder)
            order.Add((name == "rowid" ? "t.rowid" : $"t.{Names.Quote(name)}", false));
        if (request.Filter is { } filter)
            where = " WHERE " + new FilterSql(this).Write(filter);
    }

    /// <summary>Rows behind a position in an order of several terms, where a missing value comes before every other.</summary>
    private string After(Cursor cursor, List<StoredValue> values)
    {
        var levels = new List<string>();
        var equal = "";
        for (var i = 0; i < order.Count; i++)
        {
            var (expression, descending) = order[i];
            values.Add(cursor.Keys[i]);
            var value = $"?{values.Count}";
            var behind = (cursor.Keys[i].IsNull, descending) switch
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
