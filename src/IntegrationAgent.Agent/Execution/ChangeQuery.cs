using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Turns a script's query into the one that is sent: from the last checkpoint on, and ordered so that the next checkpoint can be named.</summary>
internal static class ChangeQuery
{
    /// <summary>How far an incremental read looks back behind its mark, for changes that became visible late.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);

    internal static QueryRequest Prepare(ScriptQueryBody body, StepPosition start, string? keyField, bool resuming)
    {
        var query = body.Query;
        if (body.ChangedSince is not { } field)
            return resuming && start.Cursor is not null && !body.LeftFlow ? With(query, query.Filter, query.OrderBy, start.Cursor) : query;
        var filter = query.Filter;
        if (start.Watermark is not null)
        {
            var since = Filter.Compare(field, ComparisonOperator.GreaterOrEqual, resuming ? SourceStep.ToValue(start) : LookBack(start));
            filter = filter is null ? since : Filter.And(since, filter);
        }

        var order = new List<SortField> { new() { Field = field } };
        if (keyField is not null && keyField != field)
            order.Add(new SortField { Field = keyField });
        return With(query, filter, order, null);
    }

    private static RecordValue LookBack(StepPosition start)
    {
        var value = SourceStep.ToValue(start);
        return value.Type switch
        {
            FieldType.Timestamp => RecordValue.From(value.AsTimestamp() - Overlap),
            FieldType.LocalTimestamp => RecordValue.From(value.AsLocalTimestamp() - Overlap),
            _ => value,
        };
    }

    private static QueryRequest With(QueryRequest query, Filter? filter, IReadOnlyList<SortField> order, string? cursor) => new()
    {
        Object = query.Object,
        Fields = query.Fields,
        Filter = filter,
        OrderBy = order,
        Limit = query.Limit,
        PageSize = query.PageSize,
        Cursor = cursor,
        MaxCalls = query.MaxCalls,
        IncludeDeleted = query.IncludeDeleted,
    };
}
