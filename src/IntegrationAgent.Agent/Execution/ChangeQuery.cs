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

    /// <summary>
    /// Whether only the source's change feed sees every change that the script asks for. Of a query that is limited, or goes by another field than the one that
    /// tells of every change, the script means something else.
    /// </summary>
    internal static bool NeedsFeed(ScriptQueryBody body, ObjectSchema? schema, IReadOnlyList<string> capabilities) =>
        schema is { ChangesNeedFeed: true } && body.Query.Limit is null && body.ChangedSince == schema.ChangeField && capabilities.Contains("change_feed");

    /// <summary>What the feed is asked for: from where the last run left it, or, where that run still went by a mark, from shortly before it.</summary>
    internal static ChangesRequest OfFeed(ScriptQueryBody body, StepPosition start) => new()
    {
        Object = body.Query.Object,
        Fields = body.Query.Fields,
        Filter = body.Query.Filter,
        PageSize = body.Query.PageSize,
        Since = start.Feed,
        SinceTime = start is { Feed: null, Watermark: not null, WatermarkType: FieldType.Timestamp } ? SourceStep.ToValue(start).AsTimestamp() - Overlap : null,
    };

    /// <summary>The same from the beginning.</summary>
    internal static ChangesRequest FromStart(ChangesRequest request) =>
        new() { Object = request.Object, Fields = request.Fields, Filter = request.Filter, PageSize = request.PageSize };

    /// <summary>The columns that were asked for, without the keys that a feed adds in front; the page itself where it adds none.</summary>
    internal static RecordPage Asked(RecordPage page, IReadOnlyList<string> fields)
    {
        if (page.Schema.Fields.Count == fields.Count)
            return page;
        var ordinals = fields.Select(page.Schema.IndexOf).ToArray();
        using var writer = new RecordPageWriter(new RecordSchema(ordinals.Select(ordinal => page.Schema.Fields[ordinal])));
        foreach (var record in page)
        {
            writer.BeginRecord();
            foreach (var ordinal in ordinals)
                writer.CopyField(record, ordinal);
            writer.EndRecord();
        }

        return writer.ToPage(page.StopReason);
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
