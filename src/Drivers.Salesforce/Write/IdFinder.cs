using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Finds records by key, for writes that Salesforce can do only by id, and for probes.</summary>
internal sealed class IdFinder(QueryPlanner planner, QueryRunner runner)
{
    /// <summary>Reads the records that have one of the keys: for each key (as <see cref="KeyText"/> writes it) its values.</summary>
    internal async ValueTask<Dictionary<string, RecordValue[]>> FindAsync(DescribedObject described, string keyField, IReadOnlyCollection<RecordValue> keys, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, RecordValue[]>(StringComparer.OrdinalIgnoreCase);
        if (keys.Count == 0)
            return found;
        IReadOnlyList<string> columns = [keyField, .. fields];
        var request = new QueryRequest { Object = described.Name, Fields = columns, Filter = Filter.In(keyField, [.. keys]) };
        var plan = await planner.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        await foreach (var page in runner.RunAsync(plan, null, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                foreach (var record in page)
                {
                    var values = new RecordValue[fields.Count];
                    for (var i = 0; i < values.Length; i++)
                        values[i] = record.GetValue(i + 1);
                    found[KeyText(record.GetValue(0))] = values;
                }
            }
        }

        return found;
    }

    /// <summary>A key as text: numbers without trailing zeros.</summary>
    internal static string KeyText(RecordValue value)
    {
        if (value.Type is FieldType.Decimal && value.AsString().Contains('.', StringComparison.Ordinal))
            return value.AsString().TrimEnd('0').TrimEnd('.');
        return value.ToInvariantString();
    }
}
