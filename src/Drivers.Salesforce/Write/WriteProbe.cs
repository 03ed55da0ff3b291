using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Tells from the records as they are now whether a write took effect.</summary>
internal sealed class WriteProbe(WritePlan plan, IdFinder finder, DateTimeOffset sentAt)
{
    /// <summary>Salesforce's clock and ours may differ by this much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>From when on a write may have taken effect.</summary>
    internal DateTimeOffset Since => sentAt - ClockSkew;

    /// <summary>The columns whose values can be read back and compared.</summary>
    internal IReadOnlyList<WriteColumn> Columns { get; } = [.. plan.Columns.Where(column => column.Parent is null && IsComparable(plan, column))];

    internal async ValueTask<IReadOnlyList<ProbeResult>> RunAsync(CancellationToken cancellationToken)
    {
        var records = plan.Request.Records;
        if (plan.Key is null)
            return [.. Enumerable.Repeat(ProbeResult.Unknown, records.Count)];
        var columns = Columns;
        var stamp = plan.Object.Schema.ChangeField;
        IReadOnlyList<string> fields = [.. columns.Select(column => column.Name), .. stamp is null ? [] : new[] { stamp }];
        var keys = Enumerable.Range(0, records.Count).Select(row => records[row].GetValue(plan.KeyColumn)).Where(key => !key.IsNull).ToList();
        var found = await finder.FindAsync(plan.Object, plan.Key.Name, keys, [.. fields.Where(name => !string.Equals(name, plan.Key.Name, StringComparison.Ordinal)).DefaultIfEmpty("Id")], cancellationToken).ConfigureAwait(false);
        var results = new ProbeResult[records.Count];
        for (var row = 0; row < results.Length; row++)
            results[row] = Judge(records[row], columns, found, hasStamp: stamp is not null);
        return results;
    }

    private ProbeResult Judge(Record record, IReadOnlyList<WriteColumn> columns, Dictionary<string, RecordValue[]> found, bool hasStamp)
    {
        var key = record.GetValue(plan.KeyColumn);
        if (key.IsNull)
            return ProbeResult.Unknown;
        var exists = found.TryGetValue(plan.KeyIsId ? RecordId.Expand(IdFinder.KeyText(key)) : IdFinder.KeyText(key), out var values);
        if (plan.Request.Mode == WriteMode.Delete)
            return exists ? ProbeResult.Absent : ProbeResult.Applied;
        if (!exists)
            return ProbeResult.Absent;
        for (var i = 0; i < columns.Count; i++)
        {
            if (record.GetState(columns[i].Ordinal) == ValueState.Absent || Same(plan.Object.Field(columns[i].Name)!, record.GetValue(columns[i].Ordinal), values![i]))
                continue;
            return !hasStamp ? ProbeResult.Unknown : ChangedSince(values[columns.Count]) ? ProbeResult.Superseded : ProbeResult.Absent;
        }

        return ProbeResult.Applied;
    }

    private bool ChangedSince(RecordValue stamp) => !stamp.IsNull && stamp.Type == FieldType.Timestamp && stamp.AsTimestamp() >= sentAt - ClockSkew;

    /// <summary>True when a record that was sent has these values now; what was not sent may be anything.</summary>
    internal bool AreSame(Record record, RecordValue[] now)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (record.GetState(Columns[i].Ordinal) != ValueState.Absent && !Same(plan.Object.Field(Columns[i].Name)!, record.GetValue(Columns[i].Ordinal), now[i]))
                return false;
        }

        return true;
    }

    private static bool IsComparable(WritePlan plan, WriteColumn column) =>
        plan.Object.Field(column.Name) is { } field && field.Type is not ("base64" or "encryptedstring") && !string.Equals(field.Name, plan.Key?.Name, StringComparison.Ordinal);

    /// <summary>Salesforce trims texts, keeps an empty one as none, and rounds numbers to the field's digits and moments to milliseconds.</summary>
    private static bool Same(SObjectField field, RecordValue sent, RecordValue now)
    {
        var left = Normal(sent);
        var right = Normal(now);
        if (string.Equals(left, right, StringComparison.Ordinal))
            return true;
        return decimal.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) && decimal.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
            && Math.Round(a, Math.Clamp(field.Scale, 0, 28), MidpointRounding.AwayFromZero) == b;
    }

    private static string Normal(RecordValue value) => value.IsNull ? "" : value.Type switch
    {
        FieldType.Timestamp => SoqlLiteral.Moment(value.AsTimestamp()),
        FieldType.Time => value.AsTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
        _ => value.ToInvariantString().Trim(),
    };
}
