using System.Buffers.Text;
using System.Globalization;

namespace IntegrationAgent.Drivers.Sqlite.Values;

/// <summary>The text of a moment as this driver writes it, <c>2026-11-23T14:00:00.5+00:00</c>, written and read without a detour.</summary>
internal static class MomentText
{
    public const int MaxLength = 40;
    private const int WholeSeconds = 19, FullFraction = 27;

    /// <summary>Returns the length.</summary>
    public static int Write(DateTime utc, Span<byte> target)
    {
        // 2026-11-23T14:00:00.5000000Z
        if (!Utf8Formatter.TryFormat(DateTime.SpecifyKind(utc, DateTimeKind.Utc), target, out _, 'O'))
            throw new ArgumentException("The text does not fit.", nameof(target));
        var length = FullFraction;
        while (target[length - 1] == '0')
            length--;
        if (target[length - 1] == '.')
            length--;
        "+00:00"u8.CopyTo(target[length..]);
        return length + 6;
    }

    /// <summary>Reads what <see cref="Write"/> wrote; false for every other form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length < WholeSeconds + 6 || text.Length > FullFraction + 6 || !text.EndsWith("+00:00"u8))
            return false;
        Span<byte> full = stackalloc byte[FullFraction + 1];
        var body = text[..^6];
        if (body.Length > WholeSeconds && body[WholeSeconds] != '.')
            return false;
        body.CopyTo(full);
        if (body.Length == WholeSeconds)
            full[WholeSeconds] = (byte)'.';
        full[Math.Max(body.Length, WholeSeconds + 1)..FullFraction].Fill((byte)'0');
        full[FullFraction] = (byte)'Z';
        return Utf8Parser.TryParse(full, out value, out var consumed, 'O') && consumed == full.Length;
    }

    /// <summary>What has no offset is in UTC, as SQLite's own CURRENT_TIMESTAMP is.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset value) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
}
