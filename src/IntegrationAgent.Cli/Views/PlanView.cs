using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Views;

/// <summary>A plan on the terminal.</summary>
internal static class PlanView
{
    private static readonly HashSet<string> Numbers = new(["records", "set", "replaced", "cleared", "empty", "calls", "line"], StringComparer.Ordinal);

    public static void Write(Screen screen, Plan plan)
    {
        foreach (var section in PlanSections.Of(plan))
            Write(screen, section);
        screen.Line();
        screen.Pairs([("plan", plan.Digest), ("script", plan.ScriptSha256)]);
    }

    public static void Write(Screen screen, PlanSection section)
    {
        screen.Heading(section.Title);
        foreach (var line in section.Lines)
        {
            if (section.Warning)
                screen.Note(line);
            else
                screen.Text(line, 2);
        }

        if (section.Code is not null)
            screen.Code(section.Code);
        if (section.Columns.Count > 0)
            screen.Table([.. section.Columns.Select(column => Numbers.Contains(column) ? "#" + column : column)], section.Rows);
    }
}
