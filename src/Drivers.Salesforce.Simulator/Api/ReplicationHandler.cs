using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Which records changed, and which were deleted, in a span of time. Seconds do not count.</summary>
internal sealed class ReplicationHandler(SimulatorState state)
{
    private const int MaximumIds = 600_000;
    private const long MinuteMs = 60_000;
    private static readonly TimeSpan UpdatedWindow = TimeSpan.FromDays(30);
    private static readonly TimeSpan DeletedWindow = TimeSpan.FromDays(15);

    public ApiResponse Updated(ApiRequest request, Table table)
    {
        var (start, end) = Span(request, UpdatedWindow);
        if (table.Find("SystemModstamp") is not LongColumn stamp || !table.Schema.Replicateable) throw NotReplicateable(table);
        return state.Store.Read(() =>
        {
            var json = new JsonBuffer(65536).Open().Name("ids").OpenArray();
            var count = 0;
            foreach (var row in table.RowsByModstamp(stamp))
            {
                if (table.State(row) != RowState.Live || stamp.Long(row) is var at && (at < start || at >= end)) continue;
                if (++count > MaximumIds) throw new ApiError(400, "EXCEEDED_ID_LIMIT", "The call returned too many results");
                json.Separator().String(table.Id(row));
            }

            json.CloseArray().Name("latestDateCovered").String(Iso(Covered(end)));
            return ApiResponse.Json(json.Close());
        });
    }

    public ApiResponse Deleted(ApiRequest request, Table table)
    {
        var (start, end) = Span(request, DeletedWindow);
        if (!table.Schema.Replicateable) throw NotReplicateable(table);
        return state.Store.Read(() =>
        {
            var json = new JsonBuffer(4096).Open().Name("deletedRecords").OpenArray();
            foreach (var (row, at) in table.DeletedAt.OrderBy(d => d.Value).ThenBy(d => d.Key))
            {
                if (at < start || at >= end) continue;
                json.Separator().Open().Name("deletedDate").String(Iso(at)).Property("id", table.Id(row)).Close();
            }

            var earliest = CivilTime.ToMs(state.Clock.Now - DeletedWindow) / MinuteMs * MinuteMs;
            json.CloseArray().Name("earliestDateAvailable").String(Iso(Math.Max(earliest, state.DeleteLogFrom ?? earliest))).Name("latestDateCovered").String(Iso(Covered(end)));
            return ApiResponse.Json(json.Close());
        });
    }

    private (long Start, long End) Span(ApiRequest request, TimeSpan window)
    {
        var start = Time(request, "start");
        var end = Time(request, "end");
        if (end / MinuteMs <= start / MinuteMs) throw new ApiError(400, "INVALID_REPLICATION_DATE", "startDate before org replication enabled date or endDate not after startDate");
        var earliest = CivilTime.ToMs(state.Clock.Now - window);
        if (window == DeletedWindow && state.DeleteLogFrom is { } purged) earliest = Math.Max(earliest, purged);
        if (start < earliest - MinuteMs) throw new ApiError(400, "INVALID_REPLICATION_DATE", "startDate before org replication enabled date");
        return (start / MinuteMs * MinuteMs, end / MinuteMs * MinuteMs);
    }

    private static long Time(ApiRequest request, string name)
    {
        if (request.Get(name) is not { } text) throw new ApiError(400, "MISSING_ARGUMENT", $"The parameter {name} is required");
        // A plus sign of a zone that was not percent-encoded arrives as a blank.
        return CivilTime.TryParseDateTime(text.Trim().Replace(' ', '+'), out var ms) ? ms : throw new ApiError(400, "INVALID_REPLICATION_DATE", $"invalid date: {text}");
    }

    private long Covered(long end) => Math.Min(end, CivilTime.ToMs(state.Clock.Now) / MinuteMs * MinuteMs);

    private static string Iso(long ms) => CivilTime.FromMs(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+0000";

    private static ApiError NotReplicateable(Table table) => new(400, "INVALID_TYPE", $"{table.Schema.Name} is not replicateable");
}
