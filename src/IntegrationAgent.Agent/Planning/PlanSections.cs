using System.Globalization;

namespace IntegrationAgent.Agent.Planning;

/// <summary>A plan in the order in which a person should read it: what could hurt first, then totals, then examples.</summary>
public static class PlanSections
{
    private const string Nothing = "(empty)";

    /// <summary>The sections of a plan.</summary>
    public static IReadOnlyList<PlanSection> Of(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var sections = new List<PlanSection> { Summary(plan) };
        if (Warnings(plan) is { Count: > 0 } warnings)
            sections.Add(new PlanSection { Title = "Look at this first", Lines = warnings, Warning = true });
        sections.AddRange(plan.Objects.Where(item => item.Creates).Select(item => new PlanSection
        {
            Title = $"Creates {item.Connection}.{Show(item.Object)}",
            Code = item.Statement is null ? null : VisibleText.Of(item.Statement.ReplaceLineEndings("\u0001")).Replace("⟦U+0001⟧", "\n", StringComparison.Ordinal),
            Lines = item.Statement is null ? [$"Fields: {string.Join(", ", item.Schema.Fields.Select(field => Show(field.Name)))}"] : [],
        }));
        if (plan.Parameters is { Count: > 0 } parameters)
        {
            sections.Add(new PlanSection
            {
                Title = "Parameters",
                Columns = ["name", "value"],
                Rows = [.. parameters.Select(pair => (IReadOnlyList<string>)[pair.Key, Show(pair.Value)])],
            });
        }

        sections.Add(Reads(plan));
        foreach (var write in plan.Writes)
        {
            sections.Add(Totals(write));
            if (write.Samples.Count > 0)
                sections.Add(Samples(write));
        }

        sections.Add(Costs(plan));
        if (plan.Literals.Count > 0)
        {
            sections.Add(new PlanSection
            {
                Title = "Literals in the script",
                Columns = ["line", "literal", "comes from"],
                Rows = [.. plan.Literals.Select(literal => (IReadOnlyList<string>)[Number(literal.Line), Show(literal.Text), literal.Origin])],
            });
        }

        if (plan.Notes.Count > 0)
            sections.Add(new PlanSection { Title = "Notes", Lines = [.. plan.Notes.Select(Show)] });
        return sections;
    }

    private static PlanSection Summary(Plan plan) => new()
    {
        Title = $"Plan for {plan.Integration}",
        Lines =
        [
            $"{Number(plan.RecordsRead)} records read · {Number(plan.Creates)} to create · {Number(plan.Updates)} to change · {Number(plan.Deletes.Records)} to delete · {Number(plan.Writes.Sum(write => write.Unchanged))} already as they should be",
            $"Made at {plan.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC from real reads; nothing was written.",
        ],
    };

    private static List<string> Warnings(Plan plan)
    {
        var warnings = new List<string>();
        if (plan.SampleOnly)
            warnings.Add("This is a sample: only a part of the source was read. It cannot be approved.");
        if (plan.Deletes.Records > 0)
            warnings.Add($"{Number(plan.Deletes.Records)} records would be deleted: {string.Join(", ", plan.Deletes.Keys.Take(20).Select(Show))}");
        foreach (var write in plan.Writes)
        {
            if (write.Doubtful > 0)
                warnings.Add($"{Number(write.Doubtful)} records for {write.Connection}.{Show(write.Object)} have no key, or one that an earlier record had. Without a key, or twice in one batch, a record is set aside; in a later batch it replaces the earlier one.");
            foreach (var field in write.Fields.Where(field => field.Overwritten > 0 || field.Cleared > 0))
                warnings.Add($"{write.Connection}.{Show(write.Object)}.{Show(field.Name)}: {Number(field.Overwritten)} values replaced, {Number(field.Cleared)} cleared.");
        }

        warnings.AddRange(plan.Literals.Where(literal => literal.Origin == "invented").Select(literal => $"Line {Number(literal.Line)}: the literal {Show(literal.Text)} comes from nowhere that was seen."));
        if (plan.Writes.SelectMany(write => write.Samples).SelectMany(sample => sample.Changes).Any(change => VisibleText.HasHidden(change.After)))
            warnings.Add("Some values hold characters that cannot be seen. They are shown as ⟦U+…⟧.");
        return warnings;
    }

    private static PlanSection Reads(Plan plan) => new()
    {
        Title = "Reads",
        Columns = ["from", "condition", "fields", "records"],
        Rows = [.. plan.Reads.Select(read => (IReadOnlyList<string>)
        [
            $"{read.Connection}.{Show(read.Object)}",
            read.Condition.Length == 0 ? "all" : Show(read.Condition),
            string.Join(", ", read.Fields.Select(Show)),
            Number(read.Records),
        ])],
        Lines = [.. plan.Reads.Where(read => read.ChangedSince is not null).Select(read => $"From the second run on only what changed is read, by {Show(read.ChangedSince)}.")],
    };

    private static PlanSection Totals(PlannedWrite write) => new()
    {
        Title = $"Writes {write.Connection}.{Show(write.Object)} ({write.Verb} by {string.Join(", ", write.KeyFields.Select(Show))})",
        Lines = [$"{Number(write.Creates)} created, {Number(write.Updates)} changed, {Number(write.Unchanged)} unchanged.", .. Way(write)],
        Columns = ["field", "set", "replaced", "cleared", "empty", "least", "greatest"],
        Rows = [.. write.Fields.Select(field => (IReadOnlyList<string>)
        [
            Show(field.Name), Number(field.Set), Number(field.Overwritten), Number(field.Cleared), Number(field.Empty), Show(field.Least), Show(field.Greatest),
        ])],
    };

    private static IEnumerable<string> Way(PlannedWrite write) => (write.Way, write.WayBecause) switch
    {
        (Execution.BulkChoice.Bulk, var because) => [$"Through bulk jobs of the target: {because}."],
        (_, "" or Execution.BulkChoice.NoJobs) => [],
        (_, var because) => [$"Page by page: {because}."],
    };

    private static PlanSection Samples(PlannedWrite write) => new()
    {
        Title = $"Some records of {write.Connection}.{Show(write.Object)}, before → after",
        Columns = ["record", "field", "before", "after"],
        Rows = [.. write.Samples.SelectMany(sample => sample.Changes.Select((change, i) => (IReadOnlyList<string>)
        [
            i == 0 ? $"{sample.Kind} {Show(sample.Key)}" : "",
            Show(change.Field),
            change.Before is null ? Nothing : Show(change.Before),
            change.After is null ? Nothing : Show(change.After),
        ]))],
    };

    private static PlanSection Costs(Plan plan) => new()
    {
        Title = "Costs and rights",
        Columns = ["connection", "calls", "scopes"],
        Rows = [.. plan.Calls.Select(call => (IReadOnlyList<string>)
        [
            call.Key,
            Number(call.Value),
            plan.Scopes.TryGetValue(call.Key, out var scopes) && scopes.Count > 0 ? string.Join(", ", scopes.Select(Show)) : "-",
        ])],
        Lines = [$"Records that are deleted at the source: {plan.Deletes.Rule}."],
    };

    private static string Show(string? text) => VisibleText.Of(text);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
