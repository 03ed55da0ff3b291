using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Which locked records to send again together. A lock is mostly on a parent: records of one parent go in one call, so that they do not hold it from each other.
/// </summary>
internal static class LockGroups
{
    /// <summary>More groups than this are not worth a call each; they go together, ordered by parent.</summary>
    private const int MostCalls = 4;

    internal static IReadOnlyList<List<int>> Of(WritePlan plan, List<int> rows)
    {
        var parents = plan.Columns.Where(column => column.Parent is not null || plan.Object.Field(column.Name)?.Type == "reference").ToList();
        if (parents.Count == 0 || rows.Count == 1)
            return [rows];
        var groups = rows.GroupBy(row => KeyOf(plan.Request.Records[row], parents), StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        return groups.Count <= MostCalls ? groups : [[.. groups.SelectMany(group => group)]];
    }

    private static string KeyOf(Record record, List<WriteColumn> parents)
    {
        foreach (var parent in parents)
        {
            if (!record.IsNull(parent.Ordinal))
                return $"{parent.Label}={record.GetValue(parent.Ordinal).ToInvariantString()}";
        }

        return "";
    }
}
