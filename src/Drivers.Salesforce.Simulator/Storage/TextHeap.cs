using System.Text;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>
/// The texts of one column as UTF-8, one after the other in a few arrays. As an object each, the texts of a large org would be what the collector works on at
/// every write; as bytes they are copied into an answer as they are.
/// </summary>
internal sealed class TextHeap
{
    private const int SmallestChunk = 1 << 10;
    private const int LargestChunk = 1 << 18;
    private const int LengthBits = 29;
    private const int OffsetBits = 18;
    private const long WorthCompacting = 1 << 20;

    private readonly List<byte[]> _chunks = [];

    // Where each text is: its chunk from 1 on, its offset there, its length, and whether it needs escapes. 0 for no text.
    private ulong[] _places = [];
    private int _used;
    private long _live;
    private long _dead;

    /// <summary>How many bytes are taken by texts that are no more.</summary>
    public long Dead => _dead;

    public bool IsNull(int row) => (uint)row >= (uint)_places.Length || _places[row] == 0;

    public string? Text(int row) => IsNull(row) ? null : Encoding.UTF8.GetString(Bytes(_places[row]));

    /// <summary>The text's bytes; false where there is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="utf8">The bytes; valid until the next change of the column.</param>
    /// <param name="plain">Whether they can stand in JSON and CSV as they are.</param>
    public bool TryGet(int row, out ReadOnlySpan<byte> utf8, out bool plain)
    {
        if (IsNull(row))
        {
            utf8 = default;
            plain = false;
            return false;
        }

        var place = _places[row];
        utf8 = Bytes(place);
        plain = (place & 1) == 0;
        return true;
    }

    public void Set(int row, string? text)
    {
        if (row >= _places.Length)
        {
            if (text is null) return;
            Array.Resize(ref _places, Math.Max(16, (int)Math.Min((row + 1L) * 2, Array.MaxLength)));
        }

        var old = _places[row];
        if (text is null)
        {
            Drop(row, old);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        var special = text.AsSpan().ContainsAny(JsonBuffer.NeedsEscape) ? 1UL : 0UL;
        if (old != 0 && length <= LengthOf(old))
        {
            _live -= LengthOf(old) - length;
            _dead += LengthOf(old) - length;
            _places[row] = (old & ~(((1UL << LengthBits) - 1) << 1) & ~1UL) | ((ulong)length << 1) | special;
        }
        else
        {
            Drop(row, old);
            _places[row] = Reserve(length) | special;
            _live += length;
        }

        Encoding.UTF8.GetBytes(text, Target(_places[row]));
    }

    private static int LengthOf(ulong place) => (int)((place >> 1) & ((1UL << LengthBits) - 1));

    private Span<byte> Target(ulong place) =>
        _chunks[(int)(place >> (1 + LengthBits + OffsetBits)) - 1].AsSpan((int)((place >> (1 + LengthBits)) & ((1UL << OffsetBits) - 1)), LengthOf(place));

    private ReadOnlySpan<byte> Bytes(ulong place) => Target(place);

    private void Drop(int row, ulong old)
    {
        if (old == 0) return;
        _places[row] = 0;
        _live -= LengthOf(old);
        _dead += LengthOf(old);
        if (_dead > WorthCompacting && _dead > _live) Compact();
    }

    /// <summary>A place for so many bytes. A text that is larger than a chunk has one of its own, and no text begins at the end of a chunk, so that every offset fits.</summary>
    private ulong Reserve(int length)
    {
        if (_chunks.Count == 0 || _chunks[^1].Length - _used <= length)
        {
            _chunks.Add(new byte[Math.Max(length + 1, Math.Clamp(_chunks.Count == 0 ? 0 : _chunks[^1].Length * 2, SmallestChunk, LargestChunk))]);
            _used = 0;
        }

        var place = ((ulong)_chunks.Count << (1 + LengthBits + OffsetBits)) | ((ulong)_used << (1 + LengthBits)) | ((ulong)length << 1);
        _used += length;
        return place;
    }

    /// <summary>Copies the texts together that are left.</summary>
    private void Compact()
    {
        byte[][] chunks = [.. _chunks];
        _chunks.Clear();
        _used = 0;
        _dead = 0;
        for (var row = 0; row < _places.Length; row++)
        {
            var place = _places[row];
            if (place == 0) continue;
            var text = chunks[(int)(place >> (1 + LengthBits + OffsetBits)) - 1].AsSpan((int)((place >> (1 + LengthBits)) & ((1UL << OffsetBits) - 1)), LengthOf(place));
            _places[row] = Reserve(text.Length) | (place & 1);
            text.CopyTo(Target(_places[row]));
        }
    }
}
