using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Which records were reported as deleted, and which of them as there again since. A moment alone does not tell: a record can be deleted, brought back and deleted
/// within one second, with a read after each. At most 5,000; beyond that the oldest is forgotten.
/// </summary>
internal sealed class DeletesSeen
{
    private const int Most = 5_000;
    private const int Width = sizeof(ulong) + sizeof(uint) + sizeof(byte);
    private readonly Dictionary<ulong, (long Second, byte Turn)> known = [];

    internal DeletesSeen(byte[] bytes)
    {
        for (var i = 0; i + Width <= bytes.Length; i += Width)
        {
            known[BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i))] =
                (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i + sizeof(ulong))), bytes[i + sizeof(ulong) + sizeof(uint)]);
        }
    }

    /// <summary>True where a delete has not been reported, or the record was reported as there again since.</summary>
    internal bool IsNew(string id, DateTimeOffset at) => !known.TryGetValue(Key(id), out var last) || Second(at) > last.Second || IsThere(last.Turn);

    /// <summary>A delete is reported.</summary>
    internal void Deleted(string id, DateTimeOffset at)
    {
        var key = Key(id);
        var turn = known.TryGetValue(key, out var last) ? (byte)((last.Turn + 1) & 0xFE) : (byte)0;
        known[key] = (Math.Max(Second(at), last.Second), turn);
    }

    /// <summary>What makes a record that is there again another one than before; 0 where it never was gone.</summary>
    internal byte TurnOf(string id) => known.TryGetValue(Key(id), out var last) ? (byte)(last.Turn | 1) : (byte)0;

    /// <summary>A record that changed at this moment is reported as there; it is remembered as long as that change is.</summary>
    internal void There(string id, DateTimeOffset at)
    {
        var key = Key(id);
        if (known.TryGetValue(key, out var last))
            known[key] = (Math.Max(last.Second, Second(at)), (byte)(last.Turn | 1));
    }

    /// <summary>What is kept of it: everything from this moment on.</summary>
    internal byte[] ToBytes(DateTimeOffset? from)
    {
        var oldest = from is { } moment ? Second(moment) : long.MinValue;
        var kept = known.Where(entry => entry.Value.Second >= oldest).OrderByDescending(entry => entry.Value.Second).Take(Most).ToList();
        var bytes = new byte[kept.Count * Width];
        var at = 0;
        foreach (var (key, (second, turn)) in kept)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), key);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + sizeof(ulong)), (uint)second);
            bytes[at + sizeof(ulong) + sizeof(uint)] = turn;
            at += Width;
        }

        return bytes;
    }

    private static bool IsThere(byte turn) => (turn & 1) == 1;

    private static long Second(DateTimeOffset at) => Math.Clamp(at.ToUnixTimeSeconds(), 0, uint.MaxValue);

    private static ulong Key(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
