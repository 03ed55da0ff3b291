using System.Text;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>
/// Takes live secrets out of whatever is about to leave: raw, base64 at any alignment, URL-encoded, hexadecimal, JSON- and HTML-escaped,
/// and broken over lines. Beneath it lies a net of well-known shapes (Salesforce session ids, bearer tokens, JWTs, private keys).
/// A secret shorter than six characters is taken out where it stands as a whole word. Thread-safe.
/// </summary>
public sealed class SecretScrubber
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal);
    private ScrubPatterns? textPatterns;
    private ScrubPatterns? bytePatterns;

    /// <summary>Teaches it a secret; a name and an empty value teach nothing.</summary>
    public void Add(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (string.IsNullOrEmpty(value))
            return;
        lock (gate)
        {
            if (!secrets.TryAdd(value, name))
                return;
            var trimmed = value.Trim();
            if (trimmed.Length > 0)
                secrets.TryAdd(trimmed, name);
            (textPatterns, bytePatterns) = (null, null);
        }
    }

    /// <summary>The text with every secret replaced by <c>[secret NAME]</c>; the same instance when it holds none.</summary>
    public string Scrub(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ranges = Find(text, bytes: false);
        return ranges.Count == 0 ? text : Replace(text, ranges);
    }

    /// <summary>The bytes with every secret replaced, whatever else they are; UTF-8 and its encodings are looked through.</summary>
    public byte[] Scrub(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var ranges = Find(text, bytes: true);
        return ranges.Count == 0 ? bytes.ToArray() : Encoding.Latin1.GetBytes(Replace(text, ranges));
    }

    /// <summary>Whether the text holds a secret in any form: for a gate that refuses instead of replacing.</summary>
    public bool Contains(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Find(text, bytes: false).Count > 0;
    }

    /// <summary>A writer that passes on what it is given without secrets, also when one is split over several writes.</summary>
    public TextWriter Wrap(TextWriter inner) => new ScrubbingTextWriter(this, inner);

    /// <summary>A stream that passes on what it is given without secrets, also when one is split over several writes.</summary>
    public Stream Wrap(Stream inner) => new ScrubbingStream(this, inner);

    internal ScrubPatterns Patterns(bool bytes)
    {
        lock (gate)
        {
            return bytes
                ? bytePatterns ??= Build(static form => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(form)))
                : textPatterns ??= Build(static form => form);
        }
    }

    internal List<ScrubRange> Find(ReadOnlySpan<char> text, bool bytes)
    {
        var ranges = new List<ScrubRange>();
        Patterns(bytes).FindAll(text, ranges);
        SecretNets.FindAll(text, ranges);
        return Merge(ranges);
    }

    internal static string Replace(ReadOnlySpan<char> text, IReadOnlyList<ScrubRange> ranges)
    {
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (var range in ranges)
        {
            result.Append(text[at..range.Start]).Append("[secret ").Append(range.Name).Append(']');
            at = range.End;
        }

        return result.Append(text[at..]).ToString();
    }

    private static List<ScrubRange> Merge(List<ScrubRange> ranges)
    {
        if (ranges.Count < 2)
            return ranges;
        ranges.Sort(static (left, right) => left.Start != right.Start ? left.Start.CompareTo(right.Start) : right.End.CompareTo(left.End));
        var merged = new List<ScrubRange> { ranges[0] };
        foreach (var range in ranges.Skip(1))
        {
            var last = merged[^1];
            if (range.Start >= last.End)
                merged.Add(range);
            else if (range.End > last.End)
                merged[^1] = last with { End = range.End };
        }

        return merged;
    }

    private ScrubPatterns Build(Func<string, string> view)
    {
        var patterns = new Dictionary<string, ScrubPattern>(StringComparer.Ordinal);
        foreach (var (secret, name) in secrets)
        {
            foreach (var form in SecretForms.Of(secret).Select(view))
                patterns.TryAdd(form, new ScrubPattern(form, name, WholeWord: secret.Length < SecretForms.ShortLength));
        }

        return new ScrubPatterns(patterns.Values);
    }
}
