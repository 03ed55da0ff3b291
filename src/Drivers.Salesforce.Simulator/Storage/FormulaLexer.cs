namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>Cuts a formula into words, numbers, texts and symbols.</summary>
internal static class FormulaLexer
{
    private static readonly string[] TwoCharacterSymbols = ["<>", "<=", ">=", "!="];

    /// <summary>The tokens; a text keeps its opening quote.</summary>
    public static List<string> Tokenize(string formula)
    {
        var tokens = new List<string>();
        for (var at = 0; at < formula.Length;)
        {
            var c = formula[at];
            var end = at + 1;
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }

            if (c == '"')
            {
                while (end < formula.Length && formula[end] != '"') end++;
                if (end == formula.Length) throw new InvalidDataException($"The formula '{formula}' has a text without its closing quote.");
                tokens.Add(formula[at..end]);
                at = end + 1;
                continue;
            }

            if (char.IsAsciiLetter(c) || c == '_')
            {
                while (end < formula.Length && (char.IsAsciiLetterOrDigit(formula[end]) || formula[end] is '_' or '.')) end++;
            }
            else if (char.IsAsciiDigit(c))
            {
                while (end < formula.Length && (char.IsAsciiDigit(formula[end]) || formula[end] == '.')) end++;
            }
            else if (end < formula.Length && TwoCharacterSymbols.Contains(formula.Substring(at, 2), StringComparer.Ordinal))
            {
                end++;
            }

            tokens.Add(formula[at..end]);
            at = end;
        }

        return tokens;
    }
}
