namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>
/// How many tokens a model reads a text as: an estimate from above that needs no vocabulary. The kit's own tests hold it against the real count.
/// </summary>
internal static class TokenEstimate
{
    /// <summary>A word of so many letters is one token; every further part of this length is one more.</summary>
    private const int LettersPerToken = 6;
    private const int DigitsPerToken = 3;
    private const int MarksPerToken = 2;

    public static int Count(string text)
    {
        var tokens = 0;
        for (var i = 0; i < text.Length;)
        {
            var kind = KindOf(text[i]);
            var end = i + 1;
            // A new capital begins a new word: NamesOfMembers are several.
            while (end < text.Length && KindOf(text[end]) == kind && !(kind == Kind.Letter && char.IsUpper(text[end]) && char.IsLower(text[end - 1])))
                end++;
            var length = end - i;
            tokens += kind switch
            {
                // One space belongs to the word that follows it.
                Kind.Space => length > 1 ? 1 : 0,
                Kind.Letter => Parts(length, LettersPerToken),
                Kind.Digit => Parts(length, DigitsPerToken),
                Kind.Mark => Parts(length, MarksPerToken),
                _ => length * 2,
            };
            i = end;
        }

        return tokens;
    }

    private static int Parts(int length, int size) => (length + size - 1) / size;

    private static Kind KindOf(char letter) =>
        letter > '\u024f' ? Kind.Other
        : char.IsWhiteSpace(letter) ? Kind.Space
        : char.IsLetter(letter) ? Kind.Letter
        : char.IsDigit(letter) ? Kind.Digit
        : Kind.Mark;

    private enum Kind
    {
        Space,
        Letter,
        Digit,
        Mark,
        Other,
    }
}
