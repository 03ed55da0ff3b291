using System.Net;
using System.Text;

namespace IntegrationAgent.Agent.Planning;

/// <summary>A plan as one HTML page without scripts, links or anything from elsewhere.</summary>
public static class PlanHtml
{
    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --soft: #8881; --warn: #b45309; }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1.25rem; }
        h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
        p { margin: .25rem 0; } .warn { border-left: 4px solid var(--warn); padding: .5rem 1rem; background: var(--soft); }
        .warn h2 { color: var(--warn); margin-top: 0; } .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        th { font-weight: 600; } pre { background: var(--soft); padding: .75rem 1rem; overflow-x: auto; border-radius: 6px; }
        footer { margin-top: 2.5rem; font-size: .85rem; opacity: .75; overflow-wrap: anywhere; }
        """;

    /// <summary>Renders sections.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="sections">The sections.</param>
    /// <param name="footer">What the page stands for, for example the hash of the plan.</param>
    public static string Render(string title, IReadOnlyList<PlanSection> sections, string footer)
    {
        ArgumentNullException.ThrowIfNull(sections);
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>")
            .Append(Encode(title)).Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n");
        for (var i = 0; i < sections.Count; i++)
            Section(html, sections[i], i == 0 ? "h1" : "h2");
        html.Append("<footer>").Append(Encode(footer)).Append("</footer>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Section(StringBuilder html, PlanSection section, string heading)
    {
        html.Append(section.Warning ? "<section class=\"warn\">" : "<section>")
            .Append('<').Append(heading).Append('>').Append(Encode(section.Title)).Append("</").Append(heading).Append(">\n");
        foreach (var line in section.Lines)
            html.Append("<p>").Append(Encode(line)).Append("</p>\n");
        if (section.Code is not null)
            html.Append("<pre>").Append(Encode(section.Code)).Append("</pre>\n");
        if (section.Columns.Count > 0)
        {
            html.Append("<div class=\"scroll\"><table>\n<tr>");
            foreach (var column in section.Columns)
                html.Append("<th>").Append(Encode(column)).Append("</th>");
            html.Append("</tr>\n");
            foreach (var row in section.Rows)
            {
                html.Append("<tr>");
                foreach (var cell in row)
                    html.Append("<td>").Append(Encode(cell)).Append("</td>");
                html.Append("</tr>\n");
            }

            html.Append("</table></div>\n");
        }

        html.Append("</section>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
