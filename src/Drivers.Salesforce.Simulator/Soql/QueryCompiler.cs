using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Turns a query text into a plan against the org's schema and data.</summary>
internal sealed partial class QueryCompiler(RecordStore store, string basePath, bool includeDeleted)
{
    public const int MaximumLength = 100_000;
    private const int MaximumSubqueries = 20;
    private const int MaximumOffset = 2000;
    private const int MaximumFieldsLimit = 200;
    private const int FirstVersionWithNesting = 58;
    private const int MaximumNesting = 5;
    private const int MaximumSemiJoins = 2;

    private int _level;

    public static QueryPlan Compile(RecordStore store, string query, string basePath, bool includeDeleted)
    {
        if (query.Length > MaximumLength) throw new Api.ApiError(400, SoqlException.MalformedQuery, "SOQL statements cannot be longer than 100000 characters.");
        try
        {
            return new QueryCompiler(store, basePath, includeDeleted).Root(SoqlParser.Parse(query));
        }
        catch (SoqlException exception)
        {
            throw exception.ToApiError(query);
        }
    }

    private QueryPlan Root(QuerySyntax syntax)
    {
        if (syntax.From.Path.Count != 1 || store.Find(syntax.From.Path[0]) is not { } table)
            throw new SoqlException(SoqlException.InvalidType, UnsupportedType(string.Join('.', syntax.From.Path)), syntax.From.Position);
        return Compile(syntax, table, nested: false);
    }

    private static string UnsupportedType(string name) =>
        $"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.";

    private QueryPlan Compile(QuerySyntax syntax, Table table, bool nested)
    {
        var resolver = new PathResolver(store, table, syntax.From.Alias, syntax.Joins);
        var functions = new FunctionBinder(resolver, store.Clock);
        var plan = new QueryPlan(table, new RecordShape(table, basePath)) { IncludeDeleted = includeDeleted, Limit = syntax.Limit, Offset = syntax.Offset ?? 0 };
        if (plan.Offset > MaximumOffset) throw new SoqlException("NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000");
        if (syntax.Where is not null)
        {
            CheckSemiJoins(syntax.Where, top: true, nested);
            plan.Filter = new PredicateBinder(store, functions.Bind, SemiJoin).Bind(syntax.Where);
            plan.Candidates = RowSource.Candidates(syntax.Where, table, store, resolver);
        }

        var aggregated = syntax.GroupBy.Count > 0 || syntax.Having is not null || syntax.Select.Any(s => s is ExpressionSelect { Expression: var e } && FunctionBinder.IsAggregate(e));
        if (aggregated)
        {
            if (nested) throw new SoqlException(SoqlException.MalformedQuery, "Grouped field or aggregate function is not allowed in a nested query", syntax.From.Position);
            new GroupedQuery(store, functions, plan).Bind(syntax);
            return plan;
        }

        new SelectBinder(this, store, resolver, functions, plan, basePath).Bind(syntax);
        foreach (var order in syntax.OrderBy) plan.Order.Add((Sortable(functions.Bind(order.Expression), order.Expression), order.Descending, order.NullsLast));
        RowSource.UseModificationOrder(syntax, plan, resolver);
        return plan;
    }

    /// <summary>Compiles a subquery over the children of a parent.</summary>
    public QueryPlan Children(QuerySyntax syntax, Table child)
    {
        var most = Version() >= FirstVersionWithNesting ? MaximumNesting : 1;
        if (++_level > most)
            throw new SoqlException(SoqlException.MalformedQuery, $"SOQL statements cannot query aggregate relationships more than {most} level{(most == 1 ? "" : "s")} away from the root entity object.", syntax.Start);
        var plan = Compile(syntax, child, nested: true);
        _level--;
        return plan;
    }

    private int Version()
    {
        var at = basePath.LastIndexOf('v') + 1;
        return int.TryParse(basePath.AsSpan(at, Math.Max(0, basePath.LastIndexOf('.') - at)), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : int.MaxValue;
    }

    public static Operand Sortable(Operand operand, ExpressionSyntax expression) => operand.Field is { Sortable: false } field
        ? throw new SoqlException(SoqlException.MalformedQuery, $"field '{field.Name}' can not be sorted in a query call", expression.Position)
        : operand;

    public static void CheckSubqueries(int count, int position)
    {
        if (count > MaximumSubqueries) throw new SoqlException(SoqlException.MalformedQuery, "Too many subqueries: a query may have at most 20 child subqueries.", position);
    }

    public static void CheckFieldsLimit(QuerySyntax syntax, int position)
    {
        if (syntax.Limit is not (> 0 and <= MaximumFieldsLimit))
            throw new SoqlException(SoqlException.MalformedQuery, "The SOQL FIELDS function must have a LIMIT of at most 200", position);
    }

    /// <summary>A subquery in IN stands in a condition of the whole query, joined by AND at most, and there are two of them at most.</summary>
    private static int CheckSemiJoins(ConditionSyntax condition, bool top, bool nested)
    {
        switch (condition)
        {
            case ComparisonCondition { Subquery: { } subquery }:
                if (nested) throw new SoqlException(SoqlException.MalformedQuery, "Nesting of semi join sub-selects is not supported", subquery.Start);
                if (!top) throw new SoqlException(SoqlException.MalformedQuery, "Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.", subquery.Start);
                return 1;
            case LogicalCondition logical:
                var count = logical.Operands.Sum(o => CheckSemiJoins(o, top && logical.IsAnd, nested));
                return count <= MaximumSemiJoins ? count : throw new SoqlException(SoqlException.MalformedQuery, "maximum 2 semi join sub-selects are allowed in one query");
            case NotCondition not: return CheckSemiJoins(not.Operand, top: false, nested);
            default: return 0;
        }
    }

    private HashSet<long> SemiJoin(QuerySyntax syntax, string comparison, Operand left)
    {
        if (!left.IsReference)
            throw new SoqlException(SoqlException.InvalidField, $"The left operand field in the where expression for outer query should be of reference type, cannot use: '{left.Name}'", syntax.Start);
        if (syntax.Select is not [ExpressionSelect { Expression: PathSyntax path }])
            throw new SoqlException(SoqlException.MalformedQuery, "The inner select query must select exactly one field", syntax.Start);
        if (syntax.From.Path.Count != 1 || store.Find(syntax.From.Path[0]) is not { } table)
            throw new SoqlException(SoqlException.InvalidType, UnsupportedType(string.Join('.', syntax.From.Path)), syntax.From.Position);
        var plan = Compile(syntax, table, nested: true);
        var inner = new PathResolver(store, table, syntax.From.Alias, syntax.Joins).Resolve(path).ToOperand(path.Text);
        if (!inner.IsReference || !Targets(inner, table).Intersect(Targets(left, null), StringComparer.Ordinal).Any())
        {
            throw new SoqlException(
                SoqlException.MalformedQuery,
                $"The selected field '{path.Text}' in the subquery and the left operand field in the where expression in the outer query '{left.Name}' should point to the same object type",
                syntax.Start);
        }

        var members = new HashSet<long>();
        foreach (var row in plan.Run()) members.Add(inner.Long(row));
        members.Remove(RecordRef.Null);
        return members;
    }

    private static IEnumerable<string> Targets(Operand operand, Table? table) =>
        operand.Field is { Type: FieldType.Reference } field ? field.ReferenceTo
        : table is not null && operand.Direct is not null ? [table.Schema.Name]
        : operand.Direct is IdColumn id ? [id.TableName]
        : [];
}
