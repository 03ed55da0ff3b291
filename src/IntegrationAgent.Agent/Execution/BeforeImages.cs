using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Execution;

/// <summary>
/// Reads what a target holds for the keys of a page, in keyed batches: the ground truth of a dry run, of the envelope and of the verification.
/// </summary>
internal sealed class BeforeImages(IDriverConnection target, string targetObject, IReadOnlyList<string> keyFields)
{
    private const int KeysPerQuery = 400;

    /// <summary>How many queries were made.</summary>
    public int Queries { get; private set; }

    /// <summary>The values that the target holds, by key; a key that is not there is absent. Fields in the order of <paramref name="fields"/>.</summary>
    public async Task<Dictionary<string, RecordValue[]>> ReadAsync(RecordPage page, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var keyOrdinals = KeyText.Ordinals(page.Schema, keyFields);
        var keys = new Dictionary<string, RecordValue[]>(StringComparer.Ordinal);
        foreach (var record in page)
            keys.TryAdd(KeyText.Of(record, keyOrdinals), [.. keyOrdinals.Select(record.GetValue)]);
        return await ReadAsync([.. keys.Values], fields, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The values that the target holds for these keys.</summary>
    public async Task<Dictionary<string, RecordValue[]>> ReadAsync(IReadOnlyList<RecordValue[]> keys, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, RecordValue[]>(StringComparer.Ordinal);
        var wanted = keyFields.Concat(fields).Distinct(StringComparer.Ordinal).ToList();
        foreach (var chunk in keys.Where(key => !key.Any(value => value.IsNull)).Chunk(keyFields.Count == 1 ? KeysPerQuery : 50))
        {
            Queries++;
            var request = new QueryRequest { Object = targetObject, Fields = wanted, Filter = KeyFilter(chunk) };
            await foreach (var page in target.QueryAsync(request, cancellationToken).ConfigureAwait(false))
            {
                using (page)
                    Collect(page, fields, found);
            }
        }

        return found;
    }

    private Filter KeyFilter(RecordValue[][] keys)
    {
        if (keyFields.Count == 1)
            return new InFilter { Field = keyFields[0], Values = [.. keys.Select(key => key[0])] };
        return Filter.Or([.. keys.Select(key => Filter.And([.. key.Select((value, i) => Filter.Compare(keyFields[i], ComparisonOperator.Equal, value))]))]);
    }

    private void Collect(RecordPage page, IReadOnlyList<string> fields, Dictionary<string, RecordValue[]> found)
    {
        var keyOrdinals = KeyText.Ordinals(page.Schema, keyFields);
        var ordinals = fields.Select(page.Schema.IndexOf).ToArray();
        foreach (var record in page)
            found[KeyText.Of(record, keyOrdinals)] = [.. ordinals.Select(ordinal => ordinal < 0 ? RecordValue.Absent : record.GetValue(ordinal))];
    }
}
