using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Looks for an index that spares a scan: an id, an external id, or the order of modification.</summary>
internal static class RowSource
{
    public static int[]? Candidates(ConditionSyntax condition, Table table, RecordStore store, PathResolver resolver)
    {
        if (condition is LogicalCondition { IsAnd: true } and)
        {
            int[]? best = null;
            foreach (var operand in and.Operands)
            {
                if (Candidates(operand, table, store, resolver) is { } found && (best is null || found.Length < best.Length)) best = found;
            }

            return best;
        }

        if (condition is not ComparisonCondition { Operator: "=" or "IN", Subquery: null, Left: PathSyntax path } comparison) return null;
        if (comparison.Values.Any(v => v.Kind != LiteralKind.String) || Direct(path, resolver) is not { } field) return null;
        var column = table.Columns[field.Index];
        var values = comparison.Values.Select(v => SoqlLexer.Unescape(v.Text, v.Position, forLike: false));
        if (field.Type == FieldType.Id)
        {
            return [.. values.Select(v => store.FindId(v)).Where(r => r is { } id && RecordRef.Table(id) == table.Index)
                .Select(r => RecordRef.Row(r.GetValueOrDefault())).Distinct().Order()];
        }

        if (column is not TextColumn || !(field.ExternalId || field.Unique || field.IdLookup)) return null;
        if (table.DeletedAt.Count > 0) return null; // the key index holds live rows only
        var keys = table.Keys(column);
        return [.. values.SelectMany(keys.Find).Distinct().Order()];
    }

    /// <summary>Walks the modification index when the query is ordered by SystemModstamp, and by nothing else but Id after it.</summary>
    public static void UseModificationOrder(QuerySyntax syntax, QueryPlan plan, PathResolver resolver)
    {
        if (plan.Candidates is not null || syntax.OrderBy is not [{ Descending: false, Expression: PathSyntax first }, ..] || syntax.OrderBy.Count > 2) return;
        if (Direct(first, resolver) is not { Name: "SystemModstamp" } field) return;
        if (syntax.OrderBy.Count == 2 && (syntax.OrderBy[1] is not { Descending: false, Expression: PathSyntax second } || Direct(second, resolver) is not { Type: FieldType.Id })) return;
        plan.OrderedBy = (LongColumn)plan.Root.Columns[field.Index];
        plan.OrderedFrom = syntax.Where is null ? long.MinValue : LowerBound(syntax.Where, resolver);
    }

    private static long LowerBound(ConditionSyntax condition, PathResolver resolver) => condition switch
    {
        LogicalCondition { IsAnd: true } and => and.Operands.Max(o => LowerBound(o, resolver)),
        LogicalCondition or => or.Operands.Min(o => LowerBound(o, resolver)),
        ComparisonCondition { Operator: "=" or ">" or ">=", Left: PathSyntax path, Values: [{ Kind: LiteralKind.DateTime } literal] }
            when Direct(path, resolver) is { Name: "SystemModstamp" } && CivilTime.TryParseDateTime(literal.Text.ToUpperInvariant(), out var ms) => ms,
        _ => long.MinValue,
    };

    private static FieldSchema? Direct(PathSyntax path, PathResolver resolver)
    {
        var segments = resolver.Expand(path.Segments);
        return segments.Count == 1 ? resolver.Root.Schema.Find(segments[0]) : null;
    }
}
