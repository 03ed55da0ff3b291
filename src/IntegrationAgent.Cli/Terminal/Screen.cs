using IntegrationAgent.Agent.Planning;
using Spectre.Console;

namespace IntegrationAgent.Cli.Terminal;

/// <summary>
/// Writes for people. Every text passes <see cref="VisibleText"/>, so that nothing from another system can act on the terminal;
/// nothing is wider than the screen.
/// </summary>
internal sealed class Screen(TextWriter writer, int width, bool colors)
{
    private const int WidestText = 100;
    private const int WidestTable = 140;
    private int progressLength;

    public int Width => width;

    public void Line() => Write("");

    /// <summary>A paragraph, wrapped.</summary>
    public void Text(string text, int indent = 0, Tone tone = Tone.Plain)
    {
        foreach (var part in text.ReplaceLineEndings("\n").Split('\n'))
        {
            foreach (var line in TextWrap.Words(VisibleText.Of(part), Math.Min(width, WidestText) - indent))
                Write(new string(' ', indent) + Paint(line, tone));
        }
    }

    /// <summary>A heading with an empty line before it.</summary>
    public void Heading(string text)
    {
        Line();
        Text(text, 0, Tone.Strong);
    }

    /// <summary>A mark, then a sentence.</summary>
    public void Done(string text, int indent = 2) => Marked("✓", text, indent, Tone.Good);

    public void Failed(string text, int indent = 2) => Marked("✗", text, indent, Tone.Bad);

    public void Note(string text, int indent = 2) => Marked("!", text, indent, Tone.Warn);

    /// <summary>Names and values in two columns.</summary>
    public void Pairs(IEnumerable<(string Name, string Value)> pairs, int indent = 2)
    {
        var list = pairs.Where(pair => pair.Value.Length > 0).ToList();
        if (list.Count == 0)
            return;
        var column = Math.Min(list.Max(pair => pair.Name.Length), width / 3) + 2;
        foreach (var (name, value) in list)
        {
            var lines = TextWrap.Words(VisibleText.Of(value), Math.Min(width, WidestText) - indent - column).ToList();
            Write(new string(' ', indent) + Paint(VisibleText.Of(name).PadRight(column), Tone.Dim) + lines[0]);
            foreach (var line in lines.Skip(1))
                Write(new string(' ', indent + column) + line);
        }
    }

    /// <summary>A table; columns shrink and cells wrap so that it fits. Columns whose names begin with <c>#</c> are numbers.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, int indent = 2)
    {
        var buffer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(buffer),
        });
        console.Profile.Width = Math.Min(width, WidestTable) - indent;
        console.Profile.Capabilities.Unicode = true;
        var table = new Table { Border = TableBorder.None };
        foreach (var column in columns)
        {
            var number = column.StartsWith('#');
            table.AddColumn(new TableColumn(new Text(VisibleText.Of(column.TrimStart('#')), new Style(decoration: Decoration.Dim)))
            {
                Alignment = number ? Justify.Right : Justify.Left,
                NoWrap = number,
                Padding = new Padding(0, 0, 2, 0),
            });
        }

        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(VisibleText.Of(cell))));
        console.Write(table);
        foreach (var line in buffer.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
            Write(new string(' ', indent) + line.TrimEnd());
    }

    /// <summary>A text as it is, such as a script: lines keep their indentation.</summary>
    public void Code(string text, int indent = 4)
    {
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            foreach (var part in TextWrap.Code(VisibleText.Of(line.Replace("\t", "    ", StringComparison.Ordinal)), Math.Min(width, WidestTable) - indent))
                Write((new string(' ', indent) + Paint(part, line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? Tone.Dim : Tone.Plain)).TrimEnd());
        }
    }

    /// <summary>Replaces the progress line.</summary>
    public void Progress(string text)
    {
        var shown = text.Length < width ? text : text[..(width - 1)];
        writer.Write('\r' + shown.PadRight(progressLength));
        writer.Flush();
        progressLength = shown.Length;
    }

    /// <summary>Takes the progress line away.</summary>
    public void EndProgress()
    {
        if (progressLength == 0)
            return;
        writer.Write('\r' + new string(' ', progressLength) + '\r');
        writer.Flush();
        progressLength = 0;
    }

    /// <summary>A question without the end of its line.</summary>
    public void Prompt(string text)
    {
        EndProgress();
        writer.Write(VisibleText.Of(text));
        writer.Flush();
    }

    private void Marked(string mark, string text, int indent, Tone tone)
    {
        var lines = TextWrap.Words(VisibleText.Of(text), Math.Min(width, WidestText) - indent - 2).ToList();
        Write(new string(' ', indent) + Paint(mark, tone) + ' ' + lines[0]);
        foreach (var line in lines.Skip(1))
            Write(new string(' ', indent + 2) + line);
    }

    private void Write(string line)
    {
        EndProgress();
        writer.Write(line + "\n");
    }

    private string Paint(string text, Tone tone) => !colors || text.Length == 0 ? text : tone switch
    {
        Tone.Dim => $"\e[2m{text}\e[0m",
        Tone.Strong => $"\e[1m{text}\e[0m",
        Tone.Good => $"\e[32m{text}\e[0m",
        Tone.Warn => $"\e[33m{text}\e[0m",
        Tone.Bad => $"\e[31m{text}\e[0m",
        _ => text,
    };
}
