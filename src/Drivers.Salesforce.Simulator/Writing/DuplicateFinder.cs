using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

/// <summary>Finds the records that a duplicate rule matches with one row.</summary>
internal static class DuplicateFinder
{
    private const int MostShown = 5;

    public static List<int> Find(Table table, int row, DuplicateRule rule)
    {
        var found = new List<int>();
        var columns = rule.MatchFields.Select(f => table.Find(f)!).ToArray(); // checked at the start
        if (columns.Any(c => c.IsNull(row))) return found;
        for (var other = 0; other < table.Count && found.Count < MostShown; other++)
        {
            if (other != row && table.State(other) == RowState.Live && columns.All(c => Same(c, row, other))) found.Add(other);
        }

        return found;
    }

    /// <summary>The <c>duplicateResut</c> object: rule, whether it may be saved anyway, and the matches.</summary>
    public static string Describe(Table table, DuplicateRule rule, List<int> rows)
    {
        using var json = new JsonBuffer();
        json.Open().Property("allowSave", rule.AllowSave).Property("duplicateRule", rule.Name.Replace(' ', '_')).Property("duplicateRuleEntityType", table.Schema.Name);
        json.Property("errorMessage", rule.Message).Name("matchResults").OpenArray().Open().Property("entityType", table.Schema.Name);
        json.Name("errors").OpenArray().CloseArray().Property("matchEngine", "ExactMatchEngine").Name("matchRecords").OpenArray();
        foreach (var row in rows)
        {
            json.Separator().Open().Name("additionalInformation").OpenArray().CloseArray().Name("fieldDiffs").OpenArray().CloseArray();
            json.Name("matchConfidence").Double(100).Name("record").Open().Name("attributes").Open().Property("type", table.Schema.Name).Close();
            json.Property("Id", table.Id(row)).Close().Close();
        }

        json.CloseArray().Property("rule", rule.Name.Replace(' ', '_')).Property("size", rows.Count).Property("success", true).Close().CloseArray().Close();
        return json.ToString();
    }

    private static bool Same(Column column, int a, int b) => column.Get(a) is string text
        ? string.Equals(text, column.Get(b) as string, StringComparison.OrdinalIgnoreCase)
        : Equals(column.Get(a), column.Get(b));
}
