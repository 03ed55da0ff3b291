using System.Globalization;
using System.Text;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>
/// Makes a driver's prose safe to put before a reader that may be a language model: one line, in NFC, without control, zero-width, bidirectional,
/// private or invisible characters, and of a capped length.
/// </summary>
internal static class TextHygiene
{
    public static string Clean(string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text))
            return "";

        var clean = Compose(Strip(text!)).Trim();
        if (clean.Length <= maxLength)
            return clean;

        var end = maxLength - 1;
        if (char.IsHighSurrogate(clean[end - 1]))
            end--;
        return clean.Substring(0, end).TrimEnd() + "…";
    }

    private static string Strip(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsSurrogatePair(text, i);
            var codePoint = isPair ? char.ConvertToUtf32(text, i) : text[i];
            if (IsSpace(text, i))
            {
                if (result.Length > 0 && result[result.Length - 1] != ' ')
                    result.Append(' ');
            }
            else if (!IsHidden(CharUnicodeInfo.GetUnicodeCategory(text, i), codePoint))
            {
                result.Append(text, i, isPair ? 2 : 1);
            }

            if (isPair)
                i++;
        }

        return result.ToString();
    }

    private static bool IsSpace(string text, int index) => char.IsWhiteSpace(text, index) || text[index] is '\u2028' or '\u2029' or '\u0085';

    private static bool IsHidden(UnicodeCategory category, int codePoint) => category switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
        // Characters that draw nothing and belong to no such category: joiners, fillers, variation selectors, the blank of braille.
        _ => codePoint is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0xFE00 and <= 0xFE0F) or (>= 0x180B and <= 0x180F) or (>= 0xE0000 and <= 0xE0FFF),
    };

    private static string Compose(string text)
    {
        if (text.All(c => c < '\u0300'))
            return text;

        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (result.Length > 0 && CompositionTable.TryCompose(result[result.Length - 1], c, out var composed))
                result[result.Length - 1] = composed;
            else
                result.Append(c);
        }

        return result.ToString();
    }
}
