namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Cuts a query into tokens.</summary>
internal static class SoqlLexer
{
    private const int LongestString = 4000;

    private static readonly string[] TwoCharacterSymbols = ["!=", "<>", "<=", ">="];

    public static List<SoqlToken> Tokenize(string text)
    {
        var tokens = new List<SoqlToken>();
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }

            var token = Next(text, at, c);
            tokens.Add(token);
            at += token.Kind == SoqlTokenKind.String ? token.Text.Length + 2 : token.Text.Length;
        }

        tokens.Add(new SoqlToken(SoqlTokenKind.End, "<EOF>", text.Length));
        return tokens;
    }

    /// <summary>Resolves the escapes of a string literal; with <paramref name="forLike"/> the wildcard escapes stay.</summary>
    public static string Unescape(string raw, int position, bool forLike)
    {
        if (!raw.Contains('\\', StringComparison.Ordinal)) return raw;
        var result = new System.Text.StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                result.Append(raw[i]);
                continue;
            }

            var escaped = ++i < raw.Length ? raw[i] : '\0';
            switch (char.ToLowerInvariant(escaped))
            {
                case 'n': result.Append('\n'); break;
                case 'r': result.Append('\r'); break;
                case 't': result.Append('\t'); break;
                case 'b': result.Append('\b'); break;
                case 'f': result.Append('\f'); break;
                case '"' or '\'': result.Append(escaped); break;
                case '\\': result.Append(forLike ? "\\\\" : "\\"); break;
                case '_' or '%': result.Append(forLike ? "\\" : "").Append(escaped); break;
                case 'u' when i + 4 < raw.Length && ushort.TryParse(raw.AsSpan(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code):
                    result.Append((char)code);
                    i += 4;
                    break;
                default:
                    throw new SoqlException(SoqlException.MalformedQuery, $"Invalid string literal '{raw}'. Illegal character sequence '\\{escaped}' in string literal.", position);
            }
        }

        return result.ToString();
    }

    private static SoqlToken Next(string text, int at, char c)
    {
        if (char.IsAsciiLetter(c) || c == '_') return Word(text, at);
        if (c == '\'') return StringLiteral(text, at);
        if (char.IsAsciiDigit(c)) return NumberOrDate(text, at);
        if (at + 1 < text.Length && TwoCharacterSymbols.Contains(text.Substring(at, 2), StringComparer.Ordinal)) return new SoqlToken(SoqlTokenKind.Symbol, text.Substring(at, 2), at);
        if ("(),=<>.:+-*".Contains(c, StringComparison.Ordinal)) return new SoqlToken(SoqlTokenKind.Symbol, c.ToString(), at);
        var line = 1 + text.AsSpan(0, at).Count('\n');
        var column = at - (at == 0 ? -1 : text.LastIndexOf('\n', at - 1)) - 1;
        throw new SoqlException(SoqlException.MalformedQuery, $"line {line}:{column} no viable alternative at character '{c}'");
    }

    private static SoqlToken Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
        return new SoqlToken(SoqlTokenKind.Identifier, text[at..end], at);
    }

    private static SoqlToken StringLiteral(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && text[end] != '\'') end += text[end] == '\\' ? 2 : 1;
        if (end >= text.Length)
        {
            var line = 1 + text.AsSpan(0, text.Length).Count('\n');
            throw new SoqlException(SoqlException.MalformedQuery, $"line {line}:{text.Length} mismatched character '<EOF>' expecting '''");
        }

        if (end - at - 1 > LongestString) throw new SoqlException(SoqlException.MalformedQuery, $"String literals cannot be longer than {LongestString} characters.", at);
        return new SoqlToken(SoqlTokenKind.String, text[(at + 1)..end], at);
    }

    private static SoqlToken NumberOrDate(string text, int at)
    {
        if (IsPattern(text, at, "dddd-dd-dd"))
        {
            var end = at + 10;
            if (end >= text.Length || text[end] is not ('T' or 't')) return new SoqlToken(SoqlTokenKind.Date, text[at..end], at);
            end++;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is ':' or '.')) end++;
            if (end < text.Length && text[end] is 'Z' or 'z') end++;
            else if (IsPattern(text, end, "+dd:dd")) end += 6;
            else if (IsPattern(text, end, "+dddd")) end += 5;
            return new SoqlToken(SoqlTokenKind.DateTime, text[at..end], at);
        }

        if (IsPattern(text, at, "dd:dd:dd"))
        {
            var end = at + 8;
            if (end < text.Length && text[end] == '.') end++;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end < text.Length && text[end] is 'Z' or 'z') end++;
            return new SoqlToken(SoqlTokenKind.Time, text[at..end], at);
        }

        var stop = at;
        while (stop < text.Length && char.IsAsciiDigit(text[stop])) stop++;
        if (stop + 1 < text.Length && text[stop] == '.' && char.IsAsciiDigit(text[stop + 1]))
        {
            stop++;
            while (stop < text.Length && char.IsAsciiDigit(text[stop])) stop++;
        }

        return new SoqlToken(SoqlTokenKind.Number, text[at..stop], at);
    }

    private static bool IsPattern(string text, int at, string pattern)
    {
        if (at + pattern.Length > text.Length) return false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = text[at + i];
            var matches = pattern[i] switch
            {
                'd' => char.IsAsciiDigit(c),
                '+' => c is '+' or '-',
                var literal => c == literal,
            };
            if (!matches) return false;
        }

        return true;
    }
}
