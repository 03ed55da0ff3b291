using System.Text;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>Takes text in pieces and gives it back without secrets, keeping back an end that could be the beginning of one.</summary>
internal sealed class ScrubbingBuffer(SecretScrubber scrubber, bool bytes)
{
    private const int NetTail = 4096;
    private readonly StringBuilder pending = new();

    public void Append(ReadOnlySpan<char> text) => pending.Append(text);

    /// <summary>What can go: everything that is decided, or everything when no more will come.</summary>
    public string Take(bool last)
    {
        if (pending.Length == 0)
            return "";
        var text = pending.ToString();
        var ranges = scrubber.Find(text, bytes);
        var end = last ? text.Length : Math.Min(scrubber.Patterns(bytes).HoldFrom(text), OpenNet(text));
        foreach (var range in ranges)
        {
            if (range.Start < end && range.End > end)
                end = range.End;
        }

        pending.Clear().Append(text, end, text.Length - end);
        return SecretScrubber.Replace(text.AsSpan(0, end), [.. ranges.Where(range => range.End <= end)]);
    }

    // A private key that nobody taught us is complete only with its last line.
    private static int OpenNet(string text)
    {
        var begin = text.LastIndexOf("-----BEGIN ", StringComparison.Ordinal);
        return begin >= 0 && text.Length - begin < NetTail && text.IndexOf("-----END ", begin, StringComparison.Ordinal) < 0 ? begin : text.Length;
    }
}
