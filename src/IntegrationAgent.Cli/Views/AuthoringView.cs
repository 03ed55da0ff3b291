using System.Globalization;
using IntegrationAgent.Agent.Authoring;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Views;

/// <summary>What an author made of a request: the requirements sheet, and what was assumed.</summary>
internal static class AuthoringView
{
    public static void WriteSheet(Screen screen, AuthoringResult result)
    {
        var sheet = result.Sheet;
        screen.Line();
        screen.Pairs(
        [
            ("integration", sheet.Integration),
            ("from", sheet.Source is { } source ? $"{source.Connection}.{source.Object}" : ""),
            ("to", sheet.Target is { } target ? $"{target.Connection}.{target.Object}{(sheet.CreateTarget ? " (will be created)" : "")}" : ""),
            ("match key", $"{sheet.SourceKey} → {sheet.TargetKey}"),
            ("only", string.Join("; ", sheet.Filters.Select(Filter))),
            ("conflict", sheet.Conflict == ConflictRule.CreateOnly ? "records are only created" : "the source wins"),
            ("deletes", Deletes(sheet.Deletes)),
            ("changes", sheet.ChangeField is null ? "everything is read each time" : $"from the second run on only what changed, by {sheet.ChangeField}"),
        ]);
        screen.Line();
        screen.Table(
            ["asked for", "source field", "target field", "type", "because of"],
            sheet.Fields.Select(field => (IReadOnlyList<string>)[field.Asked, field.SourceField, field.TargetField, field.Type.ToString().ToLowerInvariant(), field.Because]));
        if (result.Defaults.Count > 0)
        {
            screen.Line();
            screen.Text("Assumed without asking:", 2, Tone.Dim);
            foreach (var assumed in result.Defaults)
                screen.Text("· " + assumed, 4, Tone.Dim);
        }

        foreach (var cannot in result.SaidItCannot)
            screen.Note(cannot);
    }

    private static string Filter(FilterRule filter) => filter.DaysBack is { } days
        ? $"{filter.Field} within the last {days.ToString(CultureInfo.InvariantCulture)} days"
        : $"{filter.Field} {filter.Operator.ToString().ToLowerInvariant()} {filter.Value}";

    private static string Deletes(SourceDeleteRule? rule) => rule switch
    {
        SourceDeleteRule.Delete => "deleted in the target too",
        SourceDeleteRule.Ignore => "not looked at",
        _ => "kept in the target, and reported",
    };
}
