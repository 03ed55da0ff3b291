using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace IntegrationAgent.Agent.Validation.Policy;

/// <summary>Refuses characters that make a script read differently from what it is.</summary>
internal static class SourceTextCheck
{
    public static IEnumerable<ScriptDiagnostic> Check(SourceText text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter is '\n' or '\t' || (letter == '\r' && i + 1 < text.Length && text[i + 1] == '\n') || !IsHidden(letter, text, i))
                continue;
            var place = text.Lines.GetLinePosition(i);
            yield return PolicyRules.Diagnostic("TEXT", string.Create(CultureInfo.InvariantCulture, $"U+{(int)letter:X4}"), place.Line + 1, place.Character + 1);
        }
    }

    private static bool IsHidden(char letter, SourceText text, int at) => char.GetUnicodeCategory(letter) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
        // The tags of the supplementary planes are invisible too.
        UnicodeCategory.Surrogate => !char.IsHighSurrogate(letter) ? at == 0 || !char.IsHighSurrogate(text[at - 1])
            : at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1])
                || CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(letter, text[at + 1])) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned,
        _ => false,
    };
}
