using System.Text;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Execution;

/// <summary>
/// What was written, kept for reading back: every record up to <see cref="Most"/>, beyond that <see cref="Reduced"/> chosen by the run's seed
/// (those with the least random priority, so that each record has the same chance).
/// </summary>
internal sealed class WrittenSample(long seed)
{
    internal const int Most = 10_000;
    internal const int Reduced = 1_000;
    private readonly Random random = new(unchecked((int)seed) ^ 0x5EED);
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private double bar = 1;

    /// <summary>True while every written record is here.</summary>
    public bool Complete { get; private set; } = true;

    /// <summary>The key's fields.</summary>
    public IReadOnlyList<string> KeyFields { get; set; } = [];

    /// <summary>The fields of <see cref="Entry.Values"/>.</summary>
    public IReadOnlyList<string> Fields { get; set; } = [];

    /// <summary>The records, by the text of their key.</summary>
    public IReadOnlyDictionary<string, Entry> Entries => entries;

    /// <summary>Takes a record that is about to be written; a later one with the same key replaces it.</summary>
    public void Add(Record record, ReadOnlySpan<int> keyOrdinals)
    {
        var priority = random.NextDouble();
        if (!Complete && priority >= bar && !Holds(record, keyOrdinals))
            return;
        var key = KeyText.Of(record, keyOrdinals);
        var values = new RecordValue[record.Schema.Fields.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = record.GetValue(i);
        var keyValues = new RecordValue[keyOrdinals.Length];
        for (var i = 0; i < keyValues.Length; i++)
            keyValues[i] = values[keyOrdinals[i]];
        entries[key] = new Entry(priority, keyValues, values);
        if (entries.Count > (Complete ? Most : 2 * Reduced))
            Reduce();
    }

    /// <summary>Forgets a record that the target refused.</summary>
    public void Remove(string key) => entries.Remove(key);

    /// <summary>Most records are neither chosen nor replaced: their keys stay the bytes that they are.</summary>
    private bool Holds(Record record, ReadOnlySpan<int> keyOrdinals)
    {
        const int MostBytes = 256;
        if (!KeyText.TryGetUtf8(record, keyOrdinals, out var bytes) || bytes.Length > MostBytes)
            return entries.ContainsKey(KeyText.Of(record, keyOrdinals));
        Span<char> characters = stackalloc char[MostBytes];
        return entries.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(characters[..Encoding.UTF8.GetChars(bytes, characters)]);
    }

    private void Reduce()
    {
        Complete = false;
        var kept = entries.OrderBy(entry => entry.Value.Priority).Take(Reduced).ToList();
        bar = kept[^1].Value.Priority;
        entries.Clear();
        foreach (var (key, entry) in kept)
            entries[key] = entry;
    }

    internal readonly record struct Entry(double Priority, RecordValue[] Key, RecordValue[] Values);
}
