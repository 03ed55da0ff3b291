namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Cuts the rows of a write into batches, in input order.</summary>
internal static class WriteBatches
{
    /// <summary>A key that comes twice begins a new batch: in one call Salesforce refuses both.</summary>
    /// <param name="rows">The rows to write.</param>
    /// <param name="keyOf">The key of a row; null or empty where it has none.</param>
    internal static IEnumerable<WriteBatch> Of(IEnumerable<int> rows, Func<int, string?> keyOf)
    {
        var batch = new List<int>();
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var before = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var afterOthers = false;
        foreach (var row in rows)
        {
            var key = keyOf(row);
            var hasKey = !string.IsNullOrEmpty(key);
            if (batch.Count == CollectionsTransport.MostRecords || (hasKey && keys.Contains(key!)))
            {
                yield return new WriteBatch(batch, afterOthers);
                if (afterOthers)
                    before.Clear();
                before.UnionWith(keys);
                (batch, afterOthers) = ([], false);
                keys.Clear();
            }

            if (hasKey)
            {
                keys.Add(key!);
                afterOthers |= before.Contains(key!);
            }

            batch.Add(row);
        }

        if (batch.Count > 0)
            yield return new WriteBatch(batch, afterOthers);
    }
}
