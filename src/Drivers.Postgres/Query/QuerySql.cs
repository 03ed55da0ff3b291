using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Changes;
using IntegrationAgent.Drivers.Postgres.Schema;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>Writes a neutral query as SQL. Names are quoted, values are settings of the transaction.</summary>
internal sealed class QuerySql
{
    private readonly SchemaReader schema;
    private readonly QueryRequest request;
    private readonly Table table;
    private readonly Dictionary<string, (string Alias, Table Table)> joins = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (string Alias, Column Column)> resolved = new(StringComparer.Ordinal);
    private readonly StringBuilder from;
    private readonly List<OrderTerm> order = [];
    private readonly List<(string Expression, Column Column)> selected = [];
    private string where = "";

    private QuerySql(SchemaReader schema, QueryRequest request, Table table)
    {
        this.schema = schema;
        this.request = request;
        this.table = table;
        from = new StringBuilder($" FROM {table.Quoted} AS t");
    }

    public RecordSchema Schema { get; private set; } = new([]);

    public Settings Values { get; } = new();

    public Table Table => table;

    /// <summary>The columns of the result: those of the schema first, then those that only tell where a row stands.</summary>
    public IReadOnlyList<(string Expression, Column Column)> Selected => selected;

    /// <summary>The order's terms, each with its place among <see cref="Selected"/>.</summary>
    public IReadOnlyList<OrderTerm> Order => order;

    /// <summary>Whether a page can be continued: rows have an order without a doubt.</summary>
    public bool CanContinue => table.RowOrder.Count > 0;

    public static async Task<QuerySql> BuildAsync(SchemaReader schema, QueryRequest request, CancellationToken cancellationToken)
    {
        var sql = new QuerySql(schema, request, await schema.RequireAsync(request.Object, cancellationToken).ConfigureAwait(false));
        foreach (var field in request.Fields.Concat(request.OrderBy.Select(sort => sort.Field)).Concat(Fields(request.Filter)).Distinct(StringComparer.Ordinal))
            await sql.FollowAsync(field, cancellationToken).ConfigureAwait(false);
        sql.Compose();
        return sql;
    }

    /// <summary>The query, after a position where one is given, and up to so many rows.</summary>
    public string Select(Cursor? cursor, long? limit)
    {
        var text = new StringBuilder("SELECT ").AppendJoin(", ", selected.Select(column => column.Expression)).Append(from).Append(where);
        if (cursor is not null)
            text.Append(where.Length == 0 ? " WHERE " : " AND ").Append(After(cursor));
        if (order.Count > 0)
            text.Append(" ORDER BY ").AppendJoin(", ", order.Select(term => term.Sql));
        if (limit is { } most)
            text.Append(CultureInfo.InvariantCulture, $" LIMIT {most}");
        return text.ToString();
    }

    /// <summary>The rows that transactions from one on have written, behind a row where one is given, each with its transaction as the last column.</summary>
    public string SelectChanges(uint? since, Cursor? cursor)
    {
        const string Writer = "t.xmin::text::int8";
        var text = new StringBuilder("SELECT ").AppendJoin(", ", selected.Select(column => column.Expression)).Append(", ").Append(Writer).Append(from).Append(where);
        var conditions = new List<string>();
        if (since is { } first)
            conditions.Add(ChangeHorizon.IsFrom(Writer, first));
        if (cursor is not null)
            conditions.Add(After(cursor));
        if (conditions.Count > 0)
            text.Append(where.Length == 0 ? " WHERE " : " AND ").AppendJoin(" AND ", conditions);
        return text.Append(" ORDER BY ").AppendJoin(", ", order.Select(term => term.Sql)).ToString();
    }

    /// <summary>What a cursor must have been made for.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder(table.Quoted).Append('\n').Append(from).Append('\n').Append(where).Append('\n').AppendJoin('\n', order.Select(term => term.Sql));
        foreach (var value in Values.Values)
            text.Append('\n').Append(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    /// <summary>The place of a field or path: its table's alias and its column.</summary>
    internal (string Alias, Column Column) Resolve(string field) => resolved[field];

    private static IEnumerable<string> Fields(Filter? filter) => filter switch
    {
        AndFilter and => and.Filters.SelectMany(Fields),
        OrFilter or => or.Filters.SelectMany(Fields),
        NotFilter not => Fields(not.Operand),
        InFilter membership => [membership.Field],
        ComparisonFilter comparison => [comparison.Field],
        _ => [],
    };

    private async Task FollowAsync(string field, CancellationToken cancellationToken)
    {
        if (table.Find(field) is { } own)
        {
            resolved[field] = ("t", own);
            return;
        }

        var parts = field.Split('.');
        var (alias, current, path) = ("t", table, "");
        for (var i = 0; i < parts.Length - 1; i++)
        {
            path += "." + parts[i];
            if (!joins.TryGetValue(path, out var join))
            {
                var key = current.ForeignKeys.FirstOrDefault(one => string.Equals(one.Name, parts[i], StringComparison.OrdinalIgnoreCase)) ?? throw Names.FieldNotFound(table, field);
                join = (string.Create(CultureInfo.InvariantCulture, $"j{joins.Count + 1}"), await schema.RequireAsync(key.ToTable, cancellationToken).ConfigureAwait(false));
                joins[path] = join;
                from.Append(CultureInfo.InvariantCulture, $" LEFT JOIN {join.Table.Quoted} AS {join.Alias} ON {join.Alias}.{Names.Quote(key.ToColumn)} = {alias}.{Names.Quote(key.FromColumn)}");
            }

            (alias, current) = join;
        }

        var column = parts.Length == 1 ? throw Names.FieldNotFound(table, field) : current.Find(parts[^1]) ?? throw Names.FieldNotFound(current, parts[^1]);
        resolved[field] = (alias, column);
    }

    private void Compose()
    {
        var fields = new List<RecordField>(request.Fields.Count);
        foreach (var name in request.Fields)
        {
            var (alias, column) = Resolve(name);
            selected.Add((column.Selected(alias), column));
            fields.Add(new RecordField { Name = name, Type = column.Type.Field, ElementType = column.Type.ElementField });
        }

        Schema = new RecordSchema(fields);
        foreach (var sort in request.OrderBy)
        {
            var (alias, column) = Resolve(sort.Field);
            if (column.Type.Form is Form.Json or Form.Array)
                throw new DriverException(DriverErrorCode.InvalidQuery, $"The field '{Names.Short(sort.Field)}' has no order. Order by another one.") { Target = sort.Field };
            AddOrder(alias, column, FilterSql.Ordered(alias, column), sort.Descending, alias != "t" || !column.NotNull);
        }

        if (request.OrderBy.Count > 0 || CanContinue)
        {
            // The key's own order, which its index has.
            foreach (var column in table.RowOrder.Select(table.Require).Where(column => !order.Exists(term => term.Alias == "t" && term.Column == column)))
                AddOrder("t", column, $"t.{column.Quoted}", descending: false, nullable: false);
        }

        if (request.Filter is { } filter)
            where = " WHERE " + new FilterSql(this).Write(filter);
    }

    private void AddOrder(string alias, Column column, string expression, bool descending, bool nullable)
    {
        var place = selected.FindIndex(one => one.Expression == column.Selected(alias));
        if (place < 0)
        {
            place = selected.Count;
            selected.Add((column.Selected(alias), column));
        }

        order.Add(new OrderTerm(alias, column, expression, descending, nullable, place));
    }

    /// <summary>Rows behind a position in an order of several terms, where a missing value comes before every other.</summary>
    private string After(Cursor cursor)
    {
        var values = order.Select((term, at) => cursor.Keys[at] is { } key
            ? Values.Add(key, FilterValue.TypeOf(term.Column)) ?? throw new DriverException(DriverErrorCode.InvalidQuery, "The filter holds more than 30,000 values. Split it.")
            : null).ToList();
        if (order.TrueForAll(term => !term.Descending && !term.Nullable))
            return $"(({string.Join(", ", order.Select(term => term.Expression))}) > ({string.Join(", ", values)}))";
        var levels = new List<string>();
        var equal = "";
        for (var i = 0; i < order.Count; i++)
        {
            var (expression, value) = (order[i].Expression, values[i]);
            var behind = (value, order[i].Descending) switch
            {
                (null, false) => $"{expression} IS NOT NULL",
                (null, true) => "false",
                (_, false) => $"{expression} > {value}",
                (_, true) => $"({expression} < {value} OR {expression} IS NULL)",
            };
            levels.Add($"({equal}{behind})");
            equal += value is null ? $"{expression} IS NULL AND " : $"{expression} = {value} AND ";
        }

        return $"({string.Join(" OR ", levels)})";
    }
}
