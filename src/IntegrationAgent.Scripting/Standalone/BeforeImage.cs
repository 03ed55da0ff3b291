using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Standalone;

/// <summary>What the target has under the keys of a page, to say what a write would change.</summary>
internal sealed class BeforeImage(IDriverClient client, string target, IReadOnlyList<string> keyFields)
{
    private const int KeysPerRead = 200;
    private readonly HashSet<string> foreseen = new(StringComparer.Ordinal);

    public async Task<Dictionary<string, RecordValue[]>> ReadAsync(RecordPage page, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, RecordValue[]>(StringComparer.Ordinal);
        var fields = page.Schema.Fields.Select(field => field.Name).ToArray();
        var ordinals = keyFields.Select(page.Schema.IndexOf).ToArray();
        try
        {
            foreach (var rows in Enumerable.Range(0, page.Count).Chunk(KeysPerRead))
            {
                var filter = keyFields.Count == 1
                    ? Filter.In(keyFields[0], [.. rows.Select(row => page[row].GetValue(ordinals[0])).Where(value => !value.IsNull)])
                    : Filter.Or([.. rows.Select(row => Filter.And([.. ordinals.Select((ordinal, i) => Filter.Compare(keyFields[i], ComparisonOperator.Equal, page[row].GetValue(ordinal)))]))]);
                await foreach (var found in client.QueryAsync(new QueryRequest { Object = target, Fields = fields, Filter = filter }, cancellationToken).ConfigureAwait(false))
                {
                    using (found)
                    {
                        for (var row = 0; row < found.Count; row++)
                            known[Key(found[row])] = [.. Enumerable.Range(0, fields.Length).Select(field => found[row].GetValue(field))];
                    }
                }
            }
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.ObjectNotFound)
        {
            // The object does not exist yet: everything would be created.
        }

        return known;
    }

    public WriteStatus Foresee(Record record, Dictionary<string, RecordValue[]> known, WriteMode mode)
    {
        var key = Key(record);
        if (!known.TryGetValue(key, out var values))
        {
            // The second record of one key finds what the first would have created.
            return mode switch
            {
                WriteMode.Delete => WriteStatus.Unchanged,
                WriteMode.Update => WriteStatus.Failed,
                _ => foreseen.Add(key) ? WriteStatus.Created : WriteStatus.Updated,
            };
        }

        if (mode == WriteMode.Delete)
            return WriteStatus.Deleted;
        for (var field = 0; field < values.Length; field++)
        {
            if (record.GetState(field) != ValueState.Absent && !Same(record.GetValue(field), values[field]))
                return WriteStatus.Updated;
        }

        return WriteStatus.Unchanged;
    }

    private string Key(Record record) => string.Join('\u001f', keyFields.Select(name => Text(record.GetValue(record.Schema.IndexOf(name)))));

    private static bool Same(RecordValue left, RecordValue right) => left.IsNull || right.IsNull ? left.IsNull == right.IsNull : Text(left) == Text(right);

    /// <summary>Systems give a value back in their own type: a moment is a moment whatever its offset, 1.50 is 1.5.</summary>
    private static string Text(RecordValue value)
    {
        if (value.Type == FieldType.Timestamp && !value.IsNull)
            return value.AsTimestamp().ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
        var text = value.ToInvariantString();
        return value.Type is FieldType.Decimal or FieldType.Double or FieldType.Int64 && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("0.############################", CultureInfo.InvariantCulture)
            : text;
    }
}
