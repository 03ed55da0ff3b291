using System.Security.Cryptography;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>Marks what comes from other systems and packages as data: between delimiters that nothing inside can forge, each line with a bar before it.</summary>
internal sealed class DataBlock
{
    private readonly string mark = RandomNumberGenerator.GetHexString(6, lowercase: true);

    public string Of(string source, string text, int max = 24_000)
    {
        var cut = text.Length <= max ? text : text[..max] + "\n… cut: ask for less";
        var lines = cut.ReplaceLineEndings("\n").Split('\n').Select(line => "| " + Planning.VisibleText.Of(line.Replace("\t", "  ", StringComparison.Ordinal)));
        return $"<<data {mark} from {source}\n{string.Join('\n', lines)}\ndata {mark}>>";
    }
}
