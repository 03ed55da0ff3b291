using System.Text.Json;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Discovery;

/// <summary>Reads a few records with their values, for a workspace whose policy shows them.</summary>
internal static class SampleReader
{
    /// <summary>So many records are shown.</summary>
    public const int Records = 10;

    private const int MaxText = 200;

    public static async Task<(JsonElement Value, long Rows)> ReadAsync(IDriverConnection connection, string target, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var rows = new List<Dictionary<string, string?>>();
        var request = new QueryRequest { Object = target, Fields = fields, Limit = Records };
        await foreach (var page in connection.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                foreach (var record in page)
                {
                    // A driver that gives more than it was asked for is not shown further.
                    if (rows.Count < Records)
                        rows.Add(fields.Select((field, i) => (field, i)).ToDictionary(item => item.field, item => Shown(record.GetValue(item.i)), StringComparer.Ordinal));
                }
            }
        }

        return (JsonSerializer.SerializeToElement(rows, DiscoveryJson.Default.ListDictionaryStringString), rows.Count);
    }

    private static string? Shown(RecordValue value)
    {
        if (value.IsNull)
            return null;
        var text = VisibleText.Of(value.ToInvariantString());
        return text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText - 1), "…");
    }
}
