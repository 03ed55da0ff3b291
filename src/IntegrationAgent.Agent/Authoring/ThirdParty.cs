using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Planning;

namespace IntegrationAgent.Agent.Authoring;

/// <summary>Text that comes from other systems, made fit to stand in a question, a comment or a prompt: one line, short, nothing hidden.</summary>
internal static partial class ThirdParty
{
    private const int MaxLabel = 60;

    public static string Short(string? text, int max = MaxLabel)
    {
        var line = Spaces().Replace(text ?? "", " ").Trim();
        var visible = VisibleText.Of(line.Length > max * 4 ? line[..(max * 4)] : line);
        return visible.Length <= max ? visible : visible[..(max - 1)] + "…";
    }

    [GeneratedRegex(@"[\r\n\t \u0085\u2028\u2029]+")]
    private static partial Regex Spaces();
}
