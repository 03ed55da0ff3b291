using System.Text;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;

/// <summary>Comma-separated text as the Bulk API reads and writes it.</summary>
internal static class Csv
{
    public static readonly IReadOnlyDictionary<string, char> Delimiters = new Dictionary<string, char>(StringComparer.Ordinal)
    {
        ["COMMA"] = ',', ["TAB"] = '\t', ["SEMICOLON"] = ';', ["PIPE"] = '|', ["CARET"] = '^', ["BACKQUOTE"] = '`',
    };

    public static char DelimiterOf(string name) => Delimiters[name];

    /// <summary>Cuts a text into rows of cells. A cell in quotes may hold delimiters, line ends, and doubled quotes.</summary>
    /// <returns>The rows, and whether a bare line feed and a carriage return with line feed end them.</returns>
    public static (List<string[]> Rows, bool HasLineFeed, bool HasCarriageReturn) Read(string text, char delimiter)
    {
        var rows = new List<string[]>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool lineFeed = false, carriageReturn = false, quoted = false, any = false;
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
                else quoted = false;
                continue;
            }

            if (c == '"' && cell.Length == 0)
            {
                quoted = any = true;
            }
            else if (c == delimiter)
            {
                cells.Add(cell.ToString());
                cell.Clear();
                any = true;
            }
            else if (c == '\n')
            {
                var carriage = i > 0 && text[i - 1] == '\r';
                carriageReturn |= carriage;
                lineFeed |= !carriage;
                if (any || cell.Length > 0) rows.Add(Finish(cells, cell));
                any = false;
            }
            else if (c != '\r' || i + 1 >= text.Length || text[i + 1] != '\n')
            {
                cell.Append(c);
            }
        }

        if (any || cell.Length > 0) rows.Add(Finish(cells, cell));
        return (rows, lineFeed, carriageReturn);
    }

    public static void WriteCell(StringBuilder target, string text) => target.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');

    private static string[] Finish(List<string> cells, StringBuilder cell)
    {
        cells.Add(cell.ToString());
        cell.Clear();
        string[] row = [.. cells];
        cells.Clear();
        return row;
    }
}
