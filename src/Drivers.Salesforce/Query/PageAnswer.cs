using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>One page of a query as it came.</summary>
internal sealed class PageAnswer(RecordPageWriter writer)
{
    internal long? TotalSize { get; init; }

    internal bool Done { get; init; }

    internal string? Next { get; init; }

    /// <summary>How many records came.</summary>
    internal int Count { get; init; }

    /// <summary>How many of them the caller gets.</summary>
    internal int Kept { get; init; }

    internal long ReturnedBefore { get; init; }

    internal RecordPage Take(StopReason? reason, string? cursor, long? total) => writer.ToPage(reason, cursor, total);

    /// <summary>Keeps what the plan wants: records that pass the rest of the filter, up to the limit, with the columns that were asked for.</summary>
    internal static int Reduce(QueryPlan plan, RecordPageWriter wide, RecordPageWriter narrow, long returnedBefore)
    {
        using var page = wide.ToPage();
        var fields = plan.Schema.Fields.Count;
        foreach (var record in page)
        {
            if (plan.Limit is { } limit && returnedBefore + narrow.Count >= limit)
                break;
            if (plan.Residual is { } residual && !residual.Matches(record))
                continue;
            narrow.BeginRecord();
            for (var field = 0; field < fields; field++)
                narrow.CopyField(record, field);
            narrow.EndRecord();
        }

        return narrow.Count;
    }
}
