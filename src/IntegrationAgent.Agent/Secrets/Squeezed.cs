using System.Text;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>A text without its line breaks, their indentation and their escaped forms, and where each character stood.</summary>
internal sealed class Squeezed
{
    private Squeezed(string text, int[] map, bool endsWithBreak) => (Text, Map, EndsWithBreak) = (text, map, endsWithBreak);

    public string Text { get; }

    public int[] Map { get; }

    public bool EndsWithBreak { get; }

    public static bool HasBreak(ReadOnlySpan<char> text) => text.ContainsAny('\n', '\r') || text.Contains("\\n", StringComparison.Ordinal) || text.Contains("\\r", StringComparison.Ordinal);

    public static Squeezed Of(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length);
        var map = new int[text.Length];
        var ends = false;
        for (var at = 0; at < text.Length;)
        {
            var next = SkipBreak(text, at);
            ends = next > at;
            if (ends)
            {
                at = next;
                continue;
            }

            do
            {
                map[result.Length] = at;
                result.Append(text[at++]);
            }
            while (at < text.Length && text[at - 1] is ' ' or '\t' && text[at] is ' ' or '\t');
        }

        return new Squeezed(result.ToString(), map[..result.Length], ends);
    }

    private static int SkipBreak(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        var any = false;
        while (at < text.Length)
        {
            var after = at;
            while (after < text.Length && text[after] == '\\')
                after++;
            var escaped = after > at;
            if (!escaped && text[at] == '=')
                after++;
            var isBreak = after < text.Length && (text[after] is '\n' or '\r' || (escaped && text[after] is 'n' or 'r'));
            if (isBreak)
                at = after + 1;
            else if (any && text[at] is ' ' or '\t')
                at++;
            else
                break;
            any |= isBreak;
        }

        return any ? at : start;
    }
}
