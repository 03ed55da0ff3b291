using System.Numerics;
using System.Security.Cryptography;

namespace IntegrationAgent.Agent.Audit;

/// <summary>The right edge of the RFC 6962 tree over the event hashes: enough to append a leaf and to compute the root, in 32 bytes for each set bit of the size.</summary>
internal sealed class MerkleFrontier
{
    private readonly List<byte[]> peaks = [];

    public MerkleFrontier()
    {
    }

    public MerkleFrontier(long size, ReadOnlySpan<byte> bytes)
    {
        Size = size;
        if (bytes.Length != BitOperations.PopCount((ulong)size) * AuditEncoding.HashLength)
            throw new FormatException("The frontier does not have the length that its size asks for.");
        for (var at = 0; at < bytes.Length; at += AuditEncoding.HashLength)
            peaks.Add(bytes.Slice(at, AuditEncoding.HashLength).ToArray());
    }

    public long Size { get; private set; }

    public void Append(byte[] leafHash)
    {
        peaks.Add(leafHash);
        for (var bits = Size; (bits & 1) == 1; bits >>= 1)
        {
            var right = peaks[^1];
            peaks.RemoveAt(peaks.Count - 1);
            peaks[^1] = Node(peaks[^1], right);
        }

        Size++;
    }

    public byte[] Root()
    {
        if (peaks.Count == 0)
            return SHA256.HashData([]);
        var root = peaks[^1];
        for (var i = peaks.Count - 2; i >= 0; i--)
            root = Node(peaks[i], root);
        return root;
    }

    public byte[] ToBytes() => [.. peaks.SelectMany(peak => peak)];

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
