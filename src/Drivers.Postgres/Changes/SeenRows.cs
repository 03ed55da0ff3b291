using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationAgent.Drivers.Postgres.Changes;

/// <summary>
/// Rows that were given out although a transaction older than theirs was still under way: the next read begins at that one, and leaves them out. At most a
/// thousand; what is beyond comes twice.
/// </summary>
internal sealed class SeenRows
{
    private const int Most = 1_000, Width = sizeof(ulong) + sizeof(uint);
    private readonly HashSet<(ulong Print, uint WrittenBy)> rows = [];
    private readonly HashSet<uint> writers = [];
    private readonly uint horizon;

    /// <param name="horizon">The first transaction that the next read looks at.</param>
    /// <param name="before">What was seen before.</param>
    public SeenRows(uint horizon, ReadOnlySpan<byte> before)
    {
        this.horizon = horizon;
        for (; before.Length >= Width; before = before[Width..])
        {
            var row = (BinaryPrimitives.ReadUInt64LittleEndian(before), BinaryPrimitives.ReadUInt32LittleEndian(before[sizeof(ulong)..]));
            rows.Add(row);
            writers.Add(row.Item2);
        }
    }

    /// <summary>Whether a transaction is this one or a later one; their numbers go round.</summary>
    public static bool IsFrom(uint transaction, uint first) => unchecked(transaction - first) < 1u << 31;

    /// <summary>Whether rows of this transaction were, or will be, read twice.</summary>
    public bool Concerns(uint writtenBy) => IsFrom(writtenBy, horizon) || writers.Contains(writtenBy);

    /// <summary>True for a row that has not been given out as this transaction left it.</summary>
    public bool IsNew(string key, uint writtenBy)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        var row = (BinaryPrimitives.ReadUInt64LittleEndian(hash), writtenBy);
        if (rows.Contains(row))
            return false;
        if (rows.Count < Most && IsFrom(writtenBy, horizon))
        {
            rows.Add(row);
            writers.Add(writtenBy);
        }

        return true;
    }

    /// <summary>What is kept of it: all, or what the next read meets again.</summary>
    public byte[] ToBytes(bool all)
    {
        var kept = all ? [.. rows] : rows.Where(row => IsFrom(row.WrittenBy, horizon)).ToList();
        var bytes = new byte[kept.Count * Width];
        var at = bytes.AsSpan();
        foreach (var (print, writtenBy) in kept)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(at, print);
            BinaryPrimitives.WriteUInt32LittleEndian(at[sizeof(ulong)..], writtenBy);
            at = at[Width..];
        }

        return bytes;
    }
}
