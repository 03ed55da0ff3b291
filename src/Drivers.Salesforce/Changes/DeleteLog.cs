using System.Globalization;
using System.Text;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Which records of an object were deleted: from Salesforce's log, and from the recycle bin where the log no longer reaches back.</summary>
internal sealed class DeleteLog(ISalesforceApi api, QueryPlanner planner, QueryRunner runner, DriverContext context, string version)
{
    /// <summary>The log and the recycle bin both reach back so far.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(15);

    /// <summary>The end may lie ahead: Salesforce says up to where it really knows.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>How far back the first look goes, which only asks up to where deletes are known.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromMinutes(10);

    /// <summary>Seconds do not count in the log.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>Deletes since a moment, and up to where they are known. Without a moment only the latter.</summary>
    internal async ValueTask<DeletedSince?> ReadAsync(DescribedObject described, DateTimeOffset? since, DateTimeOffset? latestChange, CancellationToken cancellationToken)
    {
        if (!described.Describe.Replicateable)
            return await ReadBinAsync(described, since, cancellationToken).ConfigureAwait(false);
        var now = context.TimeProvider.GetUtcNow();
        if (latestChange > now)
            now = latestChange.Value;
        var start = since ?? now - Back;
        var end = now + Ahead;
        if (end - start < Back)
            end = start + Back;
        DeletedRecords answer;
        try
        {
            answer = await ReadLogAsync(described.Name, start, end, cancellationToken).ConfigureAwait(false);
        }
        catch (SalesforceException exception) when (exception.ErrorCode == "INVALID_REPLICATION_DATE" && since is not null)
        {
            return await FallBackAsync(described, since.Value, now, cancellationToken).ConfigureAwait(false);
        }

        var covered = Moment(answer.LatestDateCovered) ?? start;
        if (since is not null && Moment(answer.EarliestDateAvailable) is { } earliest && earliest > since.Value + TimeSpan.FromMinutes(1))
            return await FallBackAsync(described, since.Value, now, cancellationToken).ConfigureAwait(false);
        return new DeletedSince(
            since is null ? [] : [.. answer.Records.Select(record => (record.Id, Moment(record.DeletedDate) ?? covered))],
            covered);
    }

    /// <summary>Of some ids, those whose record is there (again).</summary>
    internal async ValueTask<HashSet<string>> FindLivingAsync(DescribedObject described, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var living = new HashSet<string>(StringComparer.Ordinal);
        if (ids.Count == 0)
            return living;
        var request = new QueryRequest { Object = described.Name, Fields = ["Id"], Filter = Filter.In("Id", [.. ids.Select(RecordValue.From)]) };
        var plan = await planner.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        await foreach (var page in runner.RunAsync(plan, null, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                foreach (var record in page)
                    living.Add(record.GetString(0)!);
            }
        }

        return living;
    }

    /// <summary>A call tells 600,000 deletes at most: a time that has more is cut in two, down to the minutes that the log counts in.</summary>
    private async ValueTask<DeletedRecords> ReadLogAsync(string name, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetDeletedAsync(version, name, Stamp(start), Stamp(end), cancellationToken).ConfigureAwait(false);
        }
        catch (SalesforceException exception) when (exception.ErrorCode == "EXCEEDED_ID_LIMIT" && end - start >= Shortest * 2)
        {
            var middle = start + ((end - start) / 2);
            middle = middle.AddTicks(-(middle.Ticks % TimeSpan.TicksPerMinute));
            context.Log.Write(DriverLogLevel.Warning, "delete_log_cut", $"{name} has more deletes than one call tells; the time is cut in two");
            var first = await ReadLogAsync(name, start, middle, cancellationToken).ConfigureAwait(false);
            var second = await ReadLogAsync(name, middle, end, cancellationToken).ConfigureAwait(false);
            return new DeletedRecords { Records = [.. first.Records, .. second.Records], EarliestDateAvailable = first.EarliestDateAvailable, LatestDateCovered = second.LatestDateCovered };
        }
    }

    private static DateTimeOffset? Moment(string? text) =>
        text is not null && Driver.Authoring.Iso8601.TryParseTimestamp(Encoding.UTF8.GetBytes(text), out var moment) ? moment : null;

    private static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);

    private async ValueTask<DeletedSince?> FallBackAsync(DescribedObject described, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now - since > Reach)
        {
            throw new DriverException(DriverErrorCode.CursorExpired, $"Salesforce no longer knows the deletes of {described.Name} since the last read, which is more than 15 days ago. Read everything again.")
            {
                Scope = ErrorScope.Object,
                Target = described.Name,
            };
        }

        context.Log.Write(DriverLogLevel.Warning, "delete_log_purged", $"the delete log of {described.Name} does not reach back to the last read; deletes come from the recycle bin, without those that were erased for good");
        return await ReadBinAsync(described, since, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<DeletedSince?> ReadBinAsync(DescribedObject described, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (described.Field("IsDeleted") is null || described.Schema.ChangeField is not { } stamp)
            return null;
        var covered = since ?? context.TimeProvider.GetUtcNow() - Back;
        if (since is null)
            return new DeletedSince([], covered);
        var records = new List<(string Id, DateTimeOffset At)>();
        var request = new QueryRequest
        {
            Object = described.Name,
            Fields = ["Id", stamp],
            IncludeDeleted = true,
            Filter = Filter.And(
                Filter.Compare("IsDeleted", ComparisonOperator.Equal, RecordValue.From(true)),
                Filter.Compare(stamp, ComparisonOperator.GreaterOrEqual, RecordValue.From(since.Value))),
        };
        var plan = await planner.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        await foreach (var page in runner.RunAsync(plan, null, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                foreach (var record in page)
                {
                    var at = record.GetTimestamp(1) ?? since.Value;
                    covered = at > covered ? at : covered;
                    records.Add((record.GetString(0)!, at));
                }
            }
        }

        return new DeletedSince(records, covered);
    }
}
