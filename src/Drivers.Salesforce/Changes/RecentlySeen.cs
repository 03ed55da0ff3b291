using System.Buffers.Binary;
using System.Security.Cryptography;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// What was reported within the overlap, as 64-bit fingerprints with their second, so that reading it again does not report it again. What is older than the
/// overlap is never read again and forgotten. At most 5,000; beyond that the oldest is forgotten and may be reported twice.
/// </summary>
internal sealed class RecentlySeen
{
    private const int Most = 5_000;
    private const int Width = sizeof(ulong) + sizeof(uint);
    private readonly PriorityQueue<ulong, long> byAge = new();
    private readonly Dictionary<ulong, long> known = [];

    internal RecentlySeen(byte[] bytes)
    {
        for (var i = 0; i + Width <= bytes.Length; i += Width)
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i + sizeof(ulong))));
    }

    /// <summary>
    /// True when a record in this form is new; from then on it is known. The form counts and not only the moment, which Salesforce tells by the second: what
    /// changes twice within one is changed twice.
    /// </summary>
    /// <param name="record">The encoded record.</param>
    /// <param name="turn">What makes a record that was deleted and is there again another one.</param>
    /// <param name="at">When it changed.</param>
    internal bool IsNew(ReadOnlySpan<byte> record, byte turn, DateTimeOffset at)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(record, hash);
        return Add(BinaryPrimitives.ReadUInt64LittleEndian(hash) + turn, Math.Clamp(at.ToUnixTimeSeconds(), 0, uint.MaxValue));
    }

    /// <summary>What is kept of it: everything from this moment on.</summary>
    internal byte[] ToBytes(DateTimeOffset? from)
    {
        var oldest = from?.ToUnixTimeSeconds() ?? long.MinValue;
        while (byAge.TryPeek(out var fingerprint, out var second) && second < oldest)
        {
            byAge.Dequeue();
            known.Remove(fingerprint);
        }

        var bytes = new byte[known.Count * Width];
        var at = 0;
        foreach (var (fingerprint, second) in known)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), fingerprint);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + sizeof(ulong)), (uint)second);
            at += Width;
        }

        return bytes;
    }

    private bool Add(ulong fingerprint, long second)
    {
        if (!known.TryAdd(fingerprint, second))
            return false;
        byAge.Enqueue(fingerprint, second);
        if (known.Count > Most)
            known.Remove(byAge.Dequeue());
        return true;
    }
}
