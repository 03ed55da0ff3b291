using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Compiles a query with aggregates: keys, calls, HAVING, and the order of groups.</summary>
internal sealed class GroupedQuery(RecordStore store, FunctionBinder functions, QueryPlan plan)
{
    private const int MaximumSubtotals = 3;
    private readonly Aggregation _aggregation = new();
    private readonly Dictionary<string, Operand> _aliases = new(StringComparer.OrdinalIgnoreCase);

    public void Bind(QuerySyntax syntax)
    {
        plan.Aggregation = _aggregation;
        foreach (var expression in Keys(syntax))
        {
            var key = functions.Bind(expression);
            if (key.Field is { Groupable: false } field && expression is PathSyntax)
                throw new SoqlException(SoqlException.MalformedQuery, $"field '{field.Name}' can not be grouped in a query call", expression.Position);
            _aggregation.AddKey(key);
            plan.GroupedBy.Add(key.Name);
        }

        if (syntax.Select is [ExpressionSelect { Expression: CallSyntax { Arguments.Count: 0 } count }] && count.Function.Equals("COUNT", StringComparison.OrdinalIgnoreCase) && syntax.GroupBy.Count == 0 && syntax.Having is null)
        {
            if (syntax.OrderBy.Count > 0) throw new SoqlException(SoqlException.MalformedQuery, "ORDER BY is not allowed with COUNT()", syntax.From.Position);
            plan.Aggregation = null;
            plan.CountOnly = true;
            return;
        }

        Select(syntax);
        if (syntax.Having is not null)
        {
            _aggregation.Having = new PredicateBinder(store, Expression, static (query, _, _) =>
                throw new SoqlException(SoqlException.MalformedQuery, "A subquery is not allowed in HAVING", query.Start)).Bind(syntax.Having);
        }

        foreach (var order in syntax.OrderBy) plan.Order.Add((Expression(order.Expression), order.Descending, order.NullsLast));
    }

    /// <summary>The grouping expressions; ROLLUP and CUBE stand alone and hold up to three.</summary>
    private IEnumerable<ExpressionSyntax> Keys(QuerySyntax syntax)
    {
        if (syntax.GroupBy is not [CallSyntax { Function: var function } call]) return syntax.GroupBy;
        var rollup = function.Equals("ROLLUP", StringComparison.OrdinalIgnoreCase);
        if (!rollup && !function.Equals("CUBE", StringComparison.OrdinalIgnoreCase)) return syntax.GroupBy;
        var count = call.Arguments.Count;
        if (count is 0 or > MaximumSubtotals) throw new SoqlException(SoqlException.MalformedQuery, $"{function} takes one to {MaximumSubtotals} fields", call.Position);
        _aggregation.Masks = rollup
            ? [.. Enumerable.Range(0, count + 1).Select(kept => Enumerable.Range(0, count).Select(i => i < count - kept).ToArray())]
            : [.. Enumerable.Range(0, 1 << count).Select(dropped => Enumerable.Range(0, count).Select(i => (dropped & (1 << i)) == 0).ToArray())];
        return call.Arguments;
    }

    private void Select(QuerySyntax syntax)
    {
        var unnamed = 0;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in syntax.Select)
        {
            if (item is not ExpressionSelect expression)
                throw new SoqlException(SoqlException.MalformedQuery, "Grouped queries select grouped fields and aggregates only", item.Position);
            var operand = Expression(expression.Expression);
            var aggregate = expression.Expression is CallSyntax call && FunctionBinder.Aggregates.Contains(call.Function) ? call.Function : null;
            var name = expression.Alias ?? (expression.Expression is PathSyntax path
                ? operand.Field?.Name ?? path.Segments[^1]
                : string.Create(CultureInfo.InvariantCulture, $"expr{unnamed++}"));
            if (!names.Add(name)) throw new SoqlException(SoqlException.MalformedQuery, $"duplicate alias: {name}", item.Position);
            _aliases[name] = operand;
            plan.Shape.Members.Add(OutputNode.For(name, operand, store));
            plan.Columns.Add(new OutputColumn(name, operand, aggregate));
        }
    }

    private Operand Expression(ExpressionSyntax expression)
    {
        if (expression is CallSyntax call && FunctionBinder.Aggregates.Contains(call.Function)) return Aggregate(call);
        if (expression is CallSyntax { Arguments: [PathSyntax grouped] } grouping && grouping.Function.Equals("GROUPING", StringComparison.OrdinalIgnoreCase))
            return _aggregation.FindGrouping(functions.Bind(grouped).Name) ?? throw new SoqlException(SoqlException.MalformedQuery, $"Field must be grouped: {grouped.Text}", grouped.Position);
        if (expression is PathSyntax { Segments.Count: 1 } alias && _aliases.TryGetValue(alias.Text, out var aliased)) return aliased;
        var operand = functions.Bind(expression);
        return _aggregation.FindKey(operand.Name)
            ?? throw new SoqlException(SoqlException.MalformedQuery, $"Field must be grouped or aggregated: {operand.Field?.Name ?? operand.Name}", expression.Position);
    }

    private Operand Aggregate(CallSyntax call)
    {
        var count = call.Function.Equals("COUNT", StringComparison.OrdinalIgnoreCase);
        if (call.Arguments.Count == 0)
            return count ? _aggregation.AddCall(call.Function, null) : throw new SoqlException(SoqlException.MalformedQuery, $"{call.Function} takes one field", call.Position);
        if (call.Arguments.Count > 1) throw new SoqlException(SoqlException.MalformedQuery, $"{call.Function} takes one field", call.Position);
        var argument = functions.Bind(call.Arguments[0]);
        var number = call.Function.Equals("SUM", StringComparison.OrdinalIgnoreCase) || call.Function.Equals("AVG", StringComparison.OrdinalIgnoreCase);
        if ((number && !argument.IsNumber) || argument.Field is { Aggregatable: false } || (argument.Type == FieldType.Boolean && !count))
            throw new SoqlException(SoqlException.MalformedQuery, $"field {argument.Name} does not support aggregate operator {call.Function.ToUpperInvariant()}", call.Position);
        return _aggregation.AddCall(call.Function, argument);
    }
}
