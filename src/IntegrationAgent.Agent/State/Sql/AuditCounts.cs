using System.Globalization;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Counts as the data of an event.</summary>
internal static class AuditCounts
{
    public static Dictionary<string, string> Of(RunCounts counts, params ReadOnlySpan<(string Name, string Value)> others)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["read"] = Text(counts.Read),
            ["created"] = Text(counts.Created),
            ["updated"] = Text(counts.Updated),
            ["unchanged"] = Text(counts.Unchanged),
            ["deleted"] = Text(counts.Deleted),
            ["skipped"] = Text(counts.Skipped),
            ["quarantined"] = Text(counts.Quarantined),
        };
        foreach (var (name, value) in others)
            data[name] = value;
        return data;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
