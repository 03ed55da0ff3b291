using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Reads changes in the order of (change field, Id). A record that was changed before another may become visible after it, because its transaction took longer:
/// each read therefore begins an overlap earlier than the last one ended, and leaves out what it has reported already. Every record of one query was visible
/// when the query began, so one that is missed there is at most the overlap older than any that it returned: beginning an overlap before the last returned one
/// finds it, whatever happened in between.
/// </summary>
internal sealed class ChangeReader(DescribeCache cache, QueryPlanner planner, QueryRunner runner, DeleteLog deletes, TimeSpan overlap)
{
    /// <summary>The delete log counts in minutes.</summary>
    private static readonly TimeSpan LogGrain = TimeSpan.FromMinutes(2);

    internal async IAsyncEnumerable<ChangePage> ReadAsync(ChangesRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var described = await cache.GetAsync(request.Object, refresh: false, cancellationToken).ConfigureAwait(false);
        var stamp = described.Schema.ChangeField
            ?? throw new DriverException(DriverErrorCode.Unsupported, $"{described.Name} has no field that grows with every change. Read all of it instead.") { Scope = ErrorScope.Object, Target = described.Name };
        var position = ChangePosition.Parse(request.Since, described.Name) ?? new ChangePosition { O = described.Name };
        var first = request.Since is null;
        if (request.DeletesOnly)
        {
            yield return await DeletesOnlyAsync(request, described, position, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        // Deletes first: one that happens while the changes are read belongs to the next read.
        var deleted = first || position.D is not null
            ? await deletes.ReadAsync(described, first ? null : position.D - overlap, position.S, cancellationToken).ConfigureAwait(false)
            : null;
        var layout = ChangeLayout.For(request, stamp);
        var seen = new RecentlySeen(position.R);
        var gone = new DeletesSeen(position.X);
        var greatest = position.S;
        var plan = await planner.PlanAsync(Query(request, described, layout, stamp, position), cancellationToken).ConfigureAwait(false);
        await foreach (var page in runner.RunAsync(plan, null, cancellationToken).ConfigureAwait(false))
        {
            var last = page.StopReason is not null;
            var changed = layout.Reduce(page, seen, gone, ref greatest);
            if (last)
            {
                yield return await LastAsync(described, position, deleted, changed, (seen, gone), greatest, cancellationToken).ConfigureAwait(false);
                yield break;
            }

            if (changed.Count == 0)
            {
                changed.Dispose();
                continue;
            }

            var now = new ChangePosition { O = position.O, S = greatest, D = first ? deleted?.Covered : position.D, R = seen.ToBytes(greatest - overlap), X = gone.ToBytes(null) };
            yield return new ChangePage { Changed = changed, Position = now.ToString() };
        }
    }

    private async ValueTask<ChangePage> DeletesOnlyAsync(ChangesRequest request, DescribedObject described, ChangePosition position, CancellationToken cancellationToken)
    {
        var since = request.Since is null ? request.SinceTime : position.D - overlap;
        var deleted = await deletes.ReadAsync(described, since, latestChange: null, cancellationToken).ConfigureAwait(false);
        var nothing = RecordPage.Empty(new RecordSchema([new RecordField { Name = "Id", Type = FieldType.Reference }]), StopReason.Exhausted);
        return await LastAsync(described, position, deleted, nothing, (new RecentlySeen(position.R), new DeletesSeen(position.X)), position.S, cancellationToken).ConfigureAwait(false);
    }

    private QueryRequest Query(ChangesRequest request, DescribedObject described, ChangeLayout layout, string stamp, ChangePosition position)
    {
        var since = (position.S - overlap ?? (request.Since is null ? request.SinceTime : null)) is { } from ? Filter.Compare(stamp, ComparisonOperator.GreaterOrEqual, RecordValue.From(from)) : null;
        return new QueryRequest
        {
            Object = described.Name,
            Fields = layout.Columns,
            Filter = since is null ? request.Filter : request.Filter is null ? since : Filter.And(since, request.Filter),
            OrderBy = [new SortField { Field = stamp }, new SortField { Field = "Id" }],
            PageSize = request.PageSize,
        };
    }

    private async ValueTask<ChangePage> LastAsync(
        DescribedObject described, ChangePosition position, DeletedSince? deleted, RecordPage changed, (RecentlySeen Changes, DeletesSeen Deletes) seen, DateTimeOffset? greatest, CancellationToken cancellationToken)
    {
        var gone = new List<string>();
        if (deleted is not null)
        {
            var fresh = deleted.Records.Where(record => seen.Deletes.IsNew(record.Id, record.At)).GroupBy(record => record.Id, StringComparer.Ordinal).ToList();

            // What was deleted and brought back is no delete.
            var living = await deletes.FindLivingAsync(described, [.. fresh.Select(record => record.Key)], cancellationToken).ConfigureAwait(false);
            foreach (var record in fresh.Where(record => !living.Contains(record.Key)))
            {
                seen.Deletes.Deleted(record.Key, record.Max(each => each.At));
                gone.Add(record.Key);
            }
        }

        var covered = Later(position.D, deleted?.Covered);
        var end = new ChangePosition
        {
            O = position.O,
            S = greatest,
            D = covered,
            R = seen.Changes.ToBytes(greatest - overlap),
            X = seen.Deletes.ToBytes(Earlier(covered, greatest) - overlap - LogGrain),
        };
        return new ChangePage { Changed = changed, DeletedIds = gone, Position = end.ToString() };
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) => left is null || right < left ? right ?? left : left;

    /// <summary>Positions only grow.</summary>
    private static DateTimeOffset? Later(DateTimeOffset? left, DateTimeOffset? right) => left is null || right > left ? right : left;
}
