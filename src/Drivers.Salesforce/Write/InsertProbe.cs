using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Tells whether an insert took effect. A record with a unique value is found by it. Any other is looked for among those that this user has created since: where
/// exactly as many of them have these values as were sent, they are the ones; where none has, nothing was written; anything between cannot be told.
/// </summary>
internal sealed class InsertProbe(WritePlan plan, WriteProbe values, QueryPlanner planner, QueryRunner runner, string? userId, DateTimeOffset since)
{
    internal async ValueTask<IReadOnlyList<ProbeResult>> RunAsync(CancellationToken cancellationToken)
    {
        var records = plan.Request.Records;
        var results = new ProbeResult[records.Count];
        var unique = plan.Columns.FirstOrDefault(column => column.Parent is null && plan.Object.Field(column.Name) is { Filterable: true } field && (field.Unique || field.ExternalId));
        var columns = values.Columns;
        var narrow = unique ?? columns.Where(column => plan.Object.Field(column.Name) is { Filterable: true, Type: "string" or "email" or "phone" or "reference" }).MinBy(column => Missing(records, column));
        if (narrow is null || (unique is null && (userId is null || plan.Object.Field("CreatedDate") is null || plan.Object.Field("CreatedById") is null)))
            return results;
        var sent = Enumerable.Range(0, records.Count).Where(row => !records[row].IsNull(narrow.Ordinal)).ToList();
        if (sent.Count == 0)
            return results;
        var found = await FindAsync(narrow, columns, sent.ConvertAll(row => records[row].GetValue(narrow.Ordinal)), unique is not null, cancellationToken).ConfigureAwait(false);
        foreach (var row in sent)
            results[row] = unique is null ? Count(row, sent, found, columns) : ByKey(row, unique, found, columns);
        return results;
    }

    private static int Missing(RecordPage records, WriteColumn column)
    {
        var missing = 0;
        for (var row = 0; row < records.Count; row++)
            missing += records[row].IsNull(column.Ordinal) ? 1 : 0;
        return missing;
    }

    private ProbeResult ByKey(int row, WriteColumn unique, List<RecordValue[]> found, IReadOnlyList<WriteColumn> columns)
    {
        var at = columns.ToList().IndexOf(unique);
        var key = IdFinder.KeyText(plan.Request.Records[row].GetValue(unique.Ordinal));
        var same = found.Where(values => at >= 0 && string.Equals(IdFinder.KeyText(values[at]), key, StringComparison.OrdinalIgnoreCase)).ToList();
        if (same.Count == 0)
            return ProbeResult.Absent;
        return same.Count == 1 && values.AreSame(plan.Request.Records[row], same[0]) ? ProbeResult.Applied : ProbeResult.Unknown;
    }

    private ProbeResult Count(int row, List<int> sent, List<RecordValue[]> found, IReadOnlyList<WriteColumn> columns)
    {
        var record = plan.Request.Records[row];
        var there = found.Count(each => values.AreSame(record, each));
        if (there == 0)
            return ProbeResult.Absent;
        var twins = sent.Count(other => other == row || columns.All(column => SameState(record, plan.Request.Records[other], column.Ordinal)));
        return there == twins ? ProbeResult.Applied : ProbeResult.Unknown;
    }

    private static bool SameState(Record left, Record right, int ordinal) =>
        left.GetState(ordinal) == right.GetState(ordinal) && (left.IsNull(ordinal) || left.GetValue(ordinal).ToInvariantString() == right.GetValue(ordinal).ToInvariantString());

    private async ValueTask<List<RecordValue[]>> FindAsync(WriteColumn narrow, IReadOnlyList<WriteColumn> columns, IReadOnlyList<RecordValue> keys, bool isUnique, CancellationToken cancellationToken)
    {
        var filter = Filter.In(narrow.Name, keys);
        if (!isUnique)
        {
            filter = Filter.And(
                filter,
                Filter.Compare("CreatedById", ComparisonOperator.Equal, RecordValue.From(userId)),
                Filter.Compare("CreatedDate", ComparisonOperator.GreaterOrEqual, RecordValue.From(since)));
        }

        var request = new QueryRequest { Object = plan.Object.Name, Fields = [.. columns.Select(column => column.Name)], Filter = filter };
        var query = await planner.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        var found = new List<RecordValue[]>();
        await foreach (var page in runner.RunAsync(query, null, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                foreach (var record in page)
                    found.Add([.. Enumerable.Range(0, columns.Count).Select(record.GetValue)]);
            }
        }

        return found;
    }
}
