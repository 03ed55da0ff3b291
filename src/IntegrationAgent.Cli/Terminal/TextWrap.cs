namespace IntegrationAgent.Cli.Terminal;

/// <summary>Breaks text into lines.</summary>
internal static class TextWrap
{
    /// <summary>Breaks at spaces; a word that is longer than a line is cut.</summary>
    public static IEnumerable<string> Words(string text, int width)
    {
        width = Math.Max(width, 10);
        var rest = text;
        while (rest.Length > width)
        {
            var cut = rest.LastIndexOf(' ', width);
            if (cut < width / 3)
                cut = CutAt(rest, width);
            yield return rest[..cut].TrimEnd();
            rest = rest[cut..].TrimStart();
        }

        yield return rest;
    }

    /// <summary>Breaks a line of code; what is carried over is indented further than the line.</summary>
    public static IEnumerable<string> Code(string line, int width)
    {
        if (line.Length <= width)
            return [line];
        var start = line.Length - line.TrimStart().Length;
        var comment = line.AsSpan(start).StartsWith("//", StringComparison.Ordinal);
        var carried = new string(' ', Math.Min(start, width / 2)) + (comment ? "//     " : "      ");
        var lines = new List<string>();
        var indent = "";
        var rest = line;
        while (indent.Length + rest.Length > width)
        {
            var room = width - indent.Length;
            var cut = rest.LastIndexOf(' ', room - 1) + 1;
            if (cut < room / 2)
                cut = rest.LastIndexOf('.', room - 1);
            if (cut < room / 2)
                cut = CutAt(rest, room);
            lines.Add(indent + rest[..cut].TrimEnd());
            rest = rest[cut..].TrimStart();
            indent = carried;
        }

        lines.Add(indent + rest);
        return lines;
    }

    private static int CutAt(string text, int width) => char.IsHighSurrogate(text[width - 1]) ? width - 1 : width;
}
