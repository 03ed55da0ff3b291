using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Whether a query is cheaper by REST or by a bulk job. Both give the same records, so that only cost decides.</summary>
internal static class TransportChoice
{
    /// <summary>So many REST pages take as long as a job needs to start and to be waited for.</summary>
    private const long JobIsWorth = 33;

    /// <summary>A job is started, asked for some times, and its result listed.</summary>
    private const long JobCalls = 10;
    private const long RowsOfJobPage = 10_000;
    private const long RowsOfPage = 2000;

    /// <summary>What a page of REST may hold: Salesforce makes it smaller where records are wide.</summary>
    private const long BytesOfPage = 4 * 1024 * 1024;

    /// <summary>A text is rarely as long as its field allows.</summary>
    private const int UsualText = 60;

    /// <summary>True where a job is cheaper.</summary>
    /// <param name="plan">What is read.</param>
    /// <param name="records">How many records there are.</param>
    /// <param name="callsLeft">The org's calls that are left to this connection; null where unknown.</param>
    /// <param name="jobsLeft">The org's bulk query jobs that are left; null where unknown.</param>
    internal static bool PrefersBulk(QueryPlan plan, long records, long? callsLeft, long? jobsLeft)
    {
        if (jobsLeft is <= 0)
            return false;
        var rest = RestCalls(plan, records);
        var bulk = BulkCalls(records);
        return rest >= JobIsWorth + bulk || (callsLeft is { } left && rest > left && bulk < rest);
    }

    /// <summary>How many calls the query costs by REST.</summary>
    internal static long RestCalls(QueryPlan plan, long records)
    {
        var width = 64 + plan.Columns.Sum(column => (long)WidthOf(column));
        var rows = Math.Clamp(BytesOfPage / width, 200, RowsOfPage);
        return (records + rows - 1) / rows;
    }

    internal static long BulkCalls(long records) => JobCalls + ((records + RowsOfJobPage - 1) / RowsOfJobPage * 6 / 5);

    /// <summary>A line for the log: numbers only.</summary>
    internal static string Describe(QueryPlan plan, long records, bool bulk) => string.Create(
        CultureInfo.InvariantCulture, $"{(bulk ? "bulk" : "rest")} for {records} records of {plan.Object}: {RestCalls(plan, records)} calls by rest, {BulkCalls(records)} by bulk");

    private static int WidthOf(ResolvedField field) => field.Requested.Length + 8 + (field.Type switch
    {
        FieldType.String when field.Field.Type == "textarea" && field.Field.Length > 4000 => field.Field.Length / 4,
        FieldType.String => Math.Min(field.Field.Length, UsualText),
        FieldType.Json => 4 * UsualText,
        _ => 24,
    });
}
