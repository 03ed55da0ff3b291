using System.Globalization;
using System.Text;

namespace IntegrationAgent.Agent.Planning;

/// <summary>
/// Makes text from other systems harmless to read: control, zero-width, bidirectional and private characters are shown as their code instead of acting.
/// </summary>
public static class VisibleText
{
    /// <summary>The text with every character that cannot be seen replaced by its code, for example <c>⟦U+202E⟧</c>.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        StringBuilder? result = null;
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var hidden = IsHidden(rune);
            if (hidden && result is null)
                result = new StringBuilder(text, 0, position, text.Length + 16);
            if (hidden)
                result!.Append(CultureInfo.InvariantCulture, $"⟦U+{rune.Value:X4}⟧");
            else
                result?.Append(rune.ToString());
            position += rune.Utf16SequenceLength;
        }

        return result?.ToString() ?? text;
    }

    /// <summary>True when the text holds a character that <see cref="Of"/> replaces.</summary>
    public static bool HasHidden(string? text) => text is not null && text.EnumerateRunes().Any(IsHidden);

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned;
}
