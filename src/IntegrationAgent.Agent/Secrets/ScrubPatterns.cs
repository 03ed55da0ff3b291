using System.Buffers;
using System.Collections.Frozen;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>Every form of every secret, ready to be searched for at once. Immutable.</summary>
internal sealed class ScrubPatterns
{
    private const int ShortestSplit = 8;
    private const int ShortestBeforeBreak = 4;

    private readonly SearchValues<string>? search;
    private readonly FrozenDictionary<char, ScrubPattern[]> byFirst;
    private readonly SearchValues<string>? splitSearch;
    private readonly FrozenDictionary<char, ScrubPattern[]> splitByFirst;
    private readonly int longest;

    public ScrubPatterns(IReadOnlyCollection<ScrubPattern> patterns)
    {
        (search, byFirst) = Index(patterns);
        var split = patterns
            .Where(pattern => !pattern.WholeWord)
            .Select(pattern => pattern with { Text = Squeezed.Of(pattern.Text).Text })
            .Where(pattern => pattern.Text.Length >= ShortestSplit)
            .ToArray();
        (splitSearch, splitByFirst) = Index(split);
        longest = patterns.Concat(split).Select(pattern => pattern.Text.Length).DefaultIfEmpty().Max();
    }

    public bool IsEmpty => search is null;

    public void FindAll(ReadOnlySpan<char> text, List<ScrubRange> ranges)
    {
        if (search is null)
            return;
        Find(text, search, byFirst, null, ranges);
        if (splitSearch is null || !Squeezed.HasBreak(text))
            return;
        var squeezed = Squeezed.Of(text);
        Find(squeezed.Text, splitSearch, splitByFirst, squeezed, ranges);
    }

    /// <summary>Where the end of the text begins that could become a secret with the text that follows; its length when nothing could.</summary>
    public int HoldFrom(ReadOnlySpan<char> text)
    {
        if (search is null)
            return text.Length;
        var hold = HoldFrom(text, byFirst, null, text.Length);
        if (splitSearch is null || !Squeezed.HasBreak(text))
            return hold;
        var squeezed = Squeezed.Of(text);
        return Math.Min(hold, HoldFrom(squeezed.Text, splitByFirst, squeezed, text.Length));
    }

    private int HoldFrom(ReadOnlySpan<char> view, FrozenDictionary<char, ScrubPattern[]> index, Squeezed? squeezed, int length)
    {
        for (var start = Math.Max(0, view.Length - longest); start < view.Length; start++)
        {
            if (!index.TryGetValue(view[start], out var candidates))
                continue;
            var rest = view[start..];
            // A line's end holds back nothing shorter, or a terminal would lack the ends of its lines.
            if (squeezed is not null && rest.Length < ShortestBeforeBreak && squeezed.EndsWithBreak)
                continue;
            foreach (var pattern in candidates)
            {
                var open = pattern.WholeWord ? pattern.Text.Length >= rest.Length : pattern.Text.Length > rest.Length;
                if (open && pattern.Text.AsSpan().StartsWith(rest, StringComparison.Ordinal))
                    return squeezed?.Map[start] ?? start;
            }
        }

        return length;
    }

    private static void Find(
        ReadOnlySpan<char> view,
        SearchValues<string> search,
        FrozenDictionary<char, ScrubPattern[]> index,
        Squeezed? squeezed,
        List<ScrubRange> ranges)
    {
        for (var at = 0; at < view.Length; at++)
        {
            var found = view[at..].IndexOfAny(search);
            if (found < 0)
                return;
            at += found;
            foreach (var pattern in index[view[at]])
            {
                var end = at + pattern.Text.Length;
                if (!view[at..].StartsWith(pattern.Text, StringComparison.Ordinal) || (pattern.WholeWord && !IsWord(view, at, end)))
                    continue;
                ranges.Add(squeezed is null
                    ? new ScrubRange(at, end, pattern.Name)
                    : new ScrubRange(squeezed.Map[at], squeezed.Map[end - 1] + 1, pattern.Name));
                break;
            }
        }
    }

    private static bool IsWord(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || !IsWordCharacter(text[start - 1])) && (end == text.Length || !IsWordCharacter(text[end]));

    private static bool IsWordCharacter(char character) => char.IsLetterOrDigit(character) || character == '_';

    private static (SearchValues<string>? Search, FrozenDictionary<char, ScrubPattern[]> ByFirst) Index(IReadOnlyCollection<ScrubPattern> patterns)
    {
        var byFirst = patterns
            .GroupBy(pattern => pattern.Text[0])
            .ToFrozenDictionary(group => group.Key, group => group.OrderByDescending(pattern => pattern.Text.Length).ToArray());
        return patterns.Count == 0
            ? (null, byFirst)
            : (SearchValues.Create([.. patterns.Select(pattern => pattern.Text).Distinct()], StringComparison.Ordinal), byFirst);
    }
}
