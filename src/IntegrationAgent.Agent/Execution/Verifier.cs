using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Reads written records back by key and compares them field by field with what was written.</summary>
internal static class Verifier
{
    public static async Task<VerificationReport?> VerifyAsync(
        IReadOnlyDictionary<string, IDriverConnection> connections,
        IReadOnlyDictionary<string, WrittenSample> samples,
        CancellationToken cancellationToken)
    {
        long compared = 0, matching = 0, missing = 0;
        var complete = true;
        foreach (var (name, sample) in samples)
        {
            if (sample.Entries.Count == 0)
                continue;
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            var images = new BeforeImages(connections[name[..slash]], name[(slash + 1)..], sample.KeyFields);
            var found = await images.ReadAsync([.. sample.Entries.Values.Select(entry => entry.Key)], sample.Fields, cancellationToken).ConfigureAwait(false);
            complete &= sample.Complete;
            foreach (var (key, entry) in sample.Entries)
            {
                compared++;
                if (!found.TryGetValue(key, out var values))
                    missing++;
                else if (Same(entry.Values, values))
                    matching++;
            }
        }

        return compared == 0 ? null : new VerificationReport { Checked = compared, Matching = matching, Missing = missing, Complete = complete };
    }

    private static bool Same(RecordValue[] written, RecordValue[] found)
    {
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i].State != ValueState.Absent && !ValueComparer.Same(written[i], found[i]))
                return false;
        }

        return true;
    }
}
