using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

public sealed partial class ZephyrClient
{
    /// <summary>The server's clock and ours may differ by this much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public async Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var write = request.Write;
        var target = await schemas.GetAsync(write.Object, refresh: false, cancellationToken).ConfigureAwait(false);
        var records = write.Records;

        // Without a key nothing tells a lost insert from a record that somebody else made.
        var key = write.KeyFields is [var named] ? named : target.Fields.FirstOrDefault(field => field.UpsertKey && records.Schema.IndexOf(field.Name) >= 0)?.Name;
        if (key is null)
            return new ProbeResponse { Results = [.. Enumerable.Repeat(ProbeResult.Unknown, records.Count)] };
        var results = new ProbeResult[records.Count];
        for (var row = 0; row < results.Length; row++)
            results[row] = await ProbeAsync(request, target, key, records[row], cancellationToken).ConfigureAwait(false);
        return new ProbeResponse { Results = results };
    }

    private async Task<ProbeResult> ProbeAsync(ProbeRequest request, ApiObject target, string key, Record record, CancellationToken cancellationToken)
    {
        var sought = record.GetValue(record.Schema.IndexOf(key));
        if (sought.IsNull)
            return ProbeResult.Unknown;
        var names = record.Schema.Fields.Select(field => field.Name).ToList();
        var stamp = target.ChangedBy is { } changed && !names.Contains(changed, StringComparer.Ordinal) ? changed : null;
        var query = new QueryRequest { Object = target.Name, Fields = stamp is null ? names : [.. names, stamp], Filter = Filter.Compare(key, ComparisonOperator.Equal, sought), Limit = 1 };
        await foreach (var page in QueryAsync(query, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                if (page.Count > 0)
                    return request.Write.Mode == WriteMode.Delete ? ProbeResult.Absent : Judge(record, page[0], stamp is null ? null : page[0].GetTimestamp(names.Count), request.SentAt);
            }
        }

        return request.Write.Mode == WriteMode.Delete ? ProbeResult.Applied : ProbeResult.Absent;
    }

    private static ProbeResult Judge(Record sent, Record now, DateTimeOffset? changed, DateTimeOffset sentAt)
    {
        for (var field = 0; field < sent.Schema.Fields.Count; field++)
        {
            if (sent.GetState(field) == ValueState.Absent || Same(sent.GetValue(field), now.GetValue(field)))
                continue;
            return changed is null ? ProbeResult.Unknown : changed >= sentAt - ClockSkew ? ProbeResult.Superseded : ProbeResult.Absent;
        }

        return ProbeResult.Applied;
    }

    private static bool Same(RecordValue sent, RecordValue now) =>
        sent.IsNull || now.IsNull ? sent.IsNull == now.IsNull
        : sent.Type == FieldType.Timestamp && now.Type == FieldType.Timestamp ? sent.AsTimestamp() == now.AsTimestamp()
        : sent.Type == FieldType.Decimal && now.Type == FieldType.Decimal ? sent.AsDecimal() == now.AsDecimal()
        : string.Equals(sent.ToInvariantString(), now.ToInvariantString(), StringComparison.Ordinal);
}
