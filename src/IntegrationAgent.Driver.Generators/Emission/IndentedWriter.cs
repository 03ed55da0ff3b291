using System.Text;

namespace IntegrationAgent.Driver.Generators.Emission;

/// <summary>Writes lines of C#, indented by block.</summary>
internal sealed class IndentedWriter
{
    private readonly StringBuilder text = new();
    private int depth;

    public IndentedWriter Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', depth * 4).Append(line);
        text.Append('\n');
        return this;
    }

    public IndentedWriter Open(string line)
    {
        Line(line);
        Line("{");
        depth++;
        return this;
    }

    public IndentedWriter Close(string end = "}")
    {
        depth--;
        return Line(end);
    }

    public IndentedWriter Lines(string lines)
    {
        foreach (var line in lines.Split('\n'))
            Line(line);
        return this;
    }

    public override string ToString() => text.ToString();
}
