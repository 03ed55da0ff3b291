using System.Text;

namespace IntegrationAgent.Driver;

/// <summary>
/// A text that may still be the bytes of the page that it came from: copying it to another page needs no string. The default value is null.
/// Compares by ordinal with texts and strings.
/// </summary>
public readonly struct Text : IEquatable<Text>
{
    private readonly string? text;
    private readonly ReadOnlyMemory<byte> utf8;
    private readonly bool isUtf8;

    private Text(string? text, ReadOnlyMemory<byte> utf8, bool isUtf8)
    {
        this.text = text;
        this.utf8 = utf8;
        this.isUtf8 = isUtf8;
    }

    /// <summary>True when there is no text.</summary>
    public bool IsNull => !isUtf8 && text is null;

    /// <summary>A text from its UTF-8 bytes, which must stay as they are while it is used.</summary>
    public static Text FromUtf8(ReadOnlyMemory<byte> utf8) => new(null, utf8, true);

    /// <summary>A text from a string; null stays null.</summary>
    public static Text FromString(string? text) => new(text, default, false);

    /// <summary>A text from a string; null stays null.</summary>
    public static implicit operator Text(string? text) => FromString(text);

    /// <summary>The string; null stays null.</summary>
    public static implicit operator string?(Text text) => text.ToNullableString();

    /// <summary>Compares by ordinal.</summary>
    public static bool operator ==(Text left, Text right) => left.Equals(right);

    /// <summary>Compares by ordinal.</summary>
    public static bool operator !=(Text left, Text right) => !left.Equals(right);

    /// <summary>The bytes; empty for null. A text made from a string is encoded anew at each call.</summary>
    public ReadOnlyMemory<byte> ToUtf8() => isUtf8 ? utf8 : text is null ? default : Encoding.UTF8.GetBytes(text);

    /// <summary>The bytes where they are at hand, without encoding anything.</summary>
    internal bool TryGetUtf8(out ReadOnlySpan<byte> bytes)
    {
        bytes = isUtf8 ? utf8.Span : default;
        return isUtf8;
    }

    /// <summary>The string, or null.</summary>
    public string? ToNullableString() => isUtf8 ? Encoding.UTF8.GetString(utf8.Span) : text;

    /// <summary>The string; empty for null.</summary>
    public override string ToString() => ToNullableString() ?? "";

    /// <summary>True for null and for the empty text.</summary>
    public bool IsNullOrEmpty => isUtf8 ? utf8.IsEmpty : string.IsNullOrEmpty(text);

    /// <summary>Whether it begins with that text, by ordinal; false for null.</summary>
    public bool StartsWith(string value) => ToString().StartsWith(value, StringComparison.Ordinal) && !IsNull;

    /// <summary>Whether it ends with that text, by ordinal; false for null.</summary>
    public bool EndsWith(string value) => ToString().EndsWith(value, StringComparison.Ordinal) && !IsNull;

    /// <summary>Whether it contains that text, by ordinal; false for null.</summary>
    public bool Contains(string value) => ToString().Contains(value, StringComparison.Ordinal) && !IsNull;

    /// <inheritdoc />
    public bool Equals(Text other)
    {
        if (IsNull || other.IsNull)
            return IsNull && other.IsNull;
        return isUtf8 && other.isUtf8
            ? utf8.Span.SequenceEqual(other.utf8.Span)
            : string.Equals(ToNullableString(), other.ToNullableString(), StringComparison.Ordinal);
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Text other ? Equals(other) : obj is string s && Equals(FromString(s));

    /// <inheritdoc />
    public override int GetHashCode() => IsNull ? 0 : string.GetHashCode(ToString(), StringComparison.Ordinal);
}
