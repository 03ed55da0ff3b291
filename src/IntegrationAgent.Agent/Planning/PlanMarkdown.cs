using System.Text;

namespace IntegrationAgent.Agent.Planning;

/// <summary>A plan as Markdown. Texts from systems are escaped: none of them can become a link, a heading or HTML.</summary>
public static class PlanMarkdown
{
    private const string Special = "\\`*_{}[]<>()#+-.!|~&";

    /// <summary>Renders sections.</summary>
    public static string Render(IReadOnlyList<PlanSection> sections)
    {
        ArgumentNullException.ThrowIfNull(sections);
        var text = new StringBuilder();
        for (var i = 0; i < sections.Count; i++)
        {
            var section = sections[i];
            text.Append(i == 0 ? "# " : "## ").Append(Escape(section.Title)).Append("\n\n");
            foreach (var line in section.Lines)
                text.Append(section.Warning ? "- **" : "").Append(Escape(line)).Append(section.Warning ? "**\n" : "\n\n");
            if (section.Warning)
                text.Append('\n');
            if (section.Code is not null)
                text.Append("```\n").Append(section.Code.Replace("```", "` ` `", StringComparison.Ordinal)).Append("\n```\n\n");
            if (section.Columns.Count == 0)
                continue;
            Row(text, section.Columns);
            Row(text, [.. section.Columns.Select(_ => "---")], escape: false);
            foreach (var row in section.Rows)
                Row(text, row);
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, IReadOnlyList<string> cells, bool escape = true)
    {
        foreach (var cell in cells)
            text.Append("| ").Append(escape ? Escape(cell) : cell).Append(' ');
        text.Append("|\n");
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (Special.Contains(character, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(character is '\n' or '\r' ? ' ' : character);
        }

        return escaped.ToString();
    }
}
