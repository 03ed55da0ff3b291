namespace IntegrationAgent.Drivers.Postgres.Write;

/// <summary>The encoded keys of a batch, each with the first record that has it.</summary>
internal sealed class KeySet
{
    private readonly Dictionary<Key, int> first = [];
    private byte[] bytes = new byte[16 * 1024];
    private int length;

    /// <summary>Adds a key of a record; false where another record has it, which is named.</summary>
    public bool TryAdd(ReadOnlySpan<byte> key, int row, out int before)
    {
        if (bytes.Length - length < key.Length)
        {
            // Earlier keys keep the array that they were written to.
            bytes = new byte[Math.Max(bytes.Length * 2, key.Length)];
            length = 0;
        }

        key.CopyTo(bytes.AsSpan(length));
        var entry = new Key(bytes.AsMemory(length, key.Length));
        if (first.TryGetValue(entry, out before))
            return before == row;
        first.Add(entry, row);
        length += key.Length;
        return true;
    }

    private readonly record struct Key(ReadOnlyMemory<byte> Bytes)
    {
        public bool Equals(Key other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(Bytes.Span);
            return hash.ToHashCode();
        }
    }
}
