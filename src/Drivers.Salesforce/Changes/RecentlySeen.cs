using System.Buffers.Binary;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The latest things that were reported, as 64-bit fingerprints: at most 500, what is older is forgotten and may be reported again.</summary>
internal sealed class RecentlySeen
{
    private const int Most = 500;
    private readonly Queue<ulong> order = new();
    private readonly HashSet<ulong> known = [];

    internal RecentlySeen(byte[] bytes)
    {
        for (var i = 0; i + 8 <= bytes.Length; i += 8)
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i)));
    }

    /// <summary>True when it is new; from then on it is known.</summary>
    internal bool IsNew(string id, DateTimeOffset at) => Add(Fingerprint(id, at));

    internal byte[] ToBytes()
    {
        var bytes = new byte[order.Count * 8];
        var at = 0;
        foreach (var fingerprint in order)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), fingerprint);
            at += 8;
        }

        return bytes;
    }

    private bool Add(ulong fingerprint)
    {
        if (!known.Add(fingerprint))
            return false;
        order.Enqueue(fingerprint);
        if (order.Count > Most)
            known.Remove(order.Dequeue());
        return true;
    }

    /// <summary>FNV-1a, with the avalanche of a good integer hash at its end.</summary>
    private static ulong Fingerprint(string id, DateTimeOffset at)
    {
        var hash = 14695981039346656037UL ^ (ulong)at.UtcTicks;
        foreach (var letter in id)
            hash = (hash ^ letter) * 1099511628211UL;
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }
}
