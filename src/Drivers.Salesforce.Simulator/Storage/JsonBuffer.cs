using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>A growing UTF-8 buffer that writes JSON without intermediate strings.</summary>
internal sealed class JsonBuffer : IDisposable
{
    public static readonly SearchValues<char> NeedsEscape = SearchValues.Create(
        "\"\\" + string.Concat(Enumerable.Range(0, 32).Select(i => (char)i)));

    private byte[] _bytes;

    public JsonBuffer(int capacity = 4096) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Truncate(int length) => Length = length;

    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count) Grow(count);
        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public JsonBuffer Raw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        Length += utf8.Length;
        return this;
    }

    public JsonBuffer Raw(string text)
    {
        var target = Reserve(text.Length * 3);
        Length += Encoding.UTF8.GetBytes(text, target);
        return this;
    }

    public JsonBuffer Byte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
        return this;
    }

    public JsonBuffer Null() => Raw("null"u8);

    public JsonBuffer Bool(bool value) => value ? Raw("true"u8) : Raw("false"u8);

    public JsonBuffer Long(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(24), out var written);
        Length += written;
        return this;
    }

    /// <summary>Writes a number the way the API prints doubles: always with a fraction, never with an exponent.</summary>
    public JsonBuffer Double(double value)
    {
        var target = Reserve(400);
        if (value == Math.Floor(value) && Math.Abs(value) < 1e15)
        {
            Utf8Formatter.TryFormat((long)value, target, out var written);
            target[written] = (byte)'.';
            target[written + 1] = (byte)'0';
            Length += written + 2;
            return this;
        }

        value.TryFormat(target, out var length, default, CultureInfo.InvariantCulture);
        if (target[..length].Contains((byte)'E')) value.TryFormat(target, out length, "0.0##################", CultureInfo.InvariantCulture);
        Length += length;
        return this;
    }

    /// <summary>Writes a member's prefix, such as <c>,"Name":</c>, and a text that needs no escapes.</summary>
    public void Member(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> plain)
    {
        var target = Reserve(prefix.Length + plain.Length + 2);
        prefix.CopyTo(target);
        target = target[prefix.Length..];
        target[0] = (byte)'"';
        plain.CopyTo(target[1..]);
        target[plain.Length + 1] = (byte)'"';
        Length += prefix.Length + plain.Length + 2;
    }

    /// <summary>Takes out one byte.</summary>
    public void RemoveAt(int index)
    {
        _bytes.AsSpan(index + 1, Length - index - 1).CopyTo(_bytes.AsSpan(index));
        Length--;
    }

    public JsonBuffer String(string? value)
    {
        if (value is null) return Null();
        var target = Reserve((value.Length * 6) + 2);
        target[0] = (byte)'"';
        if (value.AsSpan().IndexOfAny(NeedsEscape) < 0)
        {
            var n = Encoding.UTF8.GetBytes(value, target[1..]);
            target[n + 1] = (byte)'"';
            Length += n + 2;
            return this;
        }

        Length++;
        Escape(value);
        return Byte((byte)'"');
    }

    /// <summary>Writes <c>"name":</c>, with a comma before it unless an object or array has just been opened.</summary>
    public JsonBuffer Name(string name)
    {
        Separator();
        return String(name).Byte((byte)':');
    }

    public JsonBuffer Separator()
    {
        if (Length > 0 && _bytes[Length - 1] is not ((byte)'{' or (byte)'[' or (byte)':')) Byte((byte)',');
        return this;
    }

    public JsonBuffer Property(string name, string? value) => Name(name).String(value);

    public JsonBuffer Property(string name, bool value) => Name(name).Bool(value);

    public JsonBuffer Property(string name, long value) => Name(name).Long(value);

    public JsonBuffer PropertyNull(string name) => Name(name).Null();

    public JsonBuffer Open() => Byte((byte)'{');

    public JsonBuffer Close() => Byte((byte)'}');

    public JsonBuffer OpenArray() => Byte((byte)'[');

    public JsonBuffer CloseArray() => Byte((byte)']');

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, Length);

    public void Dispose()
    {
        if (_bytes.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Escape(string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"': Raw("\\\""u8); break;
                case '\\': Raw("\\\\"u8); break;
                case '\n': Raw("\\n"u8); break;
                case '\r': Raw("\\r"u8); break;
                case '\t': Raw("\\t"u8); break;
                case < 32: Raw(string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")); break;
                default: Length += rune.EncodeToUtf8(Reserve(4)); break;
            }
        }
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + count));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
