using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Planning;

/// <summary>Counts what happens to one field.</summary>
internal sealed class FieldTotals(string name)
{
    private const int MaxText = 200;
    private long set;
    private long overwritten;
    private long cleared;
    private long empty;
    private string? least;
    private string? greatest;

    public void Add(RecordValue? before, RecordValue after)
    {
        if (after.IsNull)
            empty++;
        else
            Extremes(ValueComparer.Canonical(after));
        var had = before is { IsNull: false };
        if (had && after.IsNull)
            cleared++;
        else if (had && !ValueComparer.Same(before!.Value, after))
            overwritten++;
        else if (!had && !after.IsNull)
            set++;
    }

    public PlannedField ToField() => new()
    {
        Name = name,
        Set = set,
        Overwritten = overwritten,
        Cleared = cleared,
        Empty = empty,
        Least = Cut(least),
        Greatest = Cut(greatest),
    };

    internal static string? Cut(string? text) => text is null || text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText - 1), "…");

    private void Extremes(string text)
    {
        if (least is null || string.CompareOrdinal(text, least) < 0)
            least = text;
        if (greatest is null || string.CompareOrdinal(text, greatest) > 0)
            greatest = text;
    }
}
