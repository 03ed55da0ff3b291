namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

internal sealed partial class SoqlParser
{
    private static readonly string[] Comparisons = ["=", "!=", "<>", "<", ">", "<=", ">="];

    /// <summary>AND and OR may not be mixed without parentheses, and NOT stands alone.</summary>
    private ConditionSyntax Condition()
    {
        Deeper();
        ConditionSyntax result;
        if (TakeWord("NOT"))
        {
            result = new NotCondition(Primary());
        }
        else
        {
            result = Primary();
            var word = Current.IsWord("AND") ? "AND" : Current.IsWord("OR") ? "OR" : null;
            if (word is not null)
            {
                var operands = new List<ConditionSyntax> { result };
                while (TakeWord(word)) operands.Add(Primary());
                if (Current.IsWord("AND") || Current.IsWord("OR")) throw Unexpected();
                result = new LogicalCondition(word == "AND", operands);
            }
        }

        _depth--;
        return result;
    }

    private ConditionSyntax Primary()
    {
        if (!TakeSymbol("(")) return Comparison();
        var inner = Condition();
        ExpectSymbol(")");
        return inner;
    }

    private ComparisonCondition Comparison()
    {
        var left = Expression();
        var position = Current.Start;
        if (Current.Kind == SoqlTokenKind.Symbol && Comparisons.Contains(Current.Text, StringComparer.Ordinal))
        {
            var symbol = Take().Text;
            return new ComparisonCondition(left, symbol == "<>" ? "!=" : symbol, position, [Literal()], null, false);
        }

        if (TakeWord("LIKE")) return new ComparisonCondition(left, "LIKE", position, [Literal()], null, false);
        if (TakeWord("NOT"))
        {
            ExpectWord("IN");
            return List(left, "NOT IN", position, allowSubquery: true);
        }

        if (TakeWord("IN")) return List(left, "IN", position, allowSubquery: true);
        if (TakeWord("INCLUDES")) return List(left, "INCLUDES", position, allowSubquery: false);
        if (TakeWord("EXCLUDES")) return List(left, "EXCLUDES", position, allowSubquery: false);
        throw Unexpected();
    }

    private ComparisonCondition List(ExpressionSyntax left, string comparison, int position, bool allowSubquery)
    {
        ExpectSymbol("(");
        if (allowSubquery && Current.IsWord("SELECT"))
        {
            var query = Query();
            ExpectSymbol(")");
            return new ComparisonCondition(left, comparison, position, [], query, true);
        }

        var values = new List<LiteralSyntax> { Literal() };
        while (TakeSymbol(",")) values.Add(Literal());
        ExpectSymbol(")");
        return new ComparisonCondition(left, comparison, position, values, null, true);
    }

    private LiteralSyntax Literal()
    {
        var token = Current;
        var sign = "";
        if (token.IsSymbol("-") || token.IsSymbol("+"))
        {
            sign = token.Text == "-" ? "-" : "";
            _at++;
            if (Current.Kind != SoqlTokenKind.Number) throw Unexpected();
        }

        switch (Current.Kind)
        {
            case SoqlTokenKind.String: return new LiteralSyntax(LiteralKind.String, Take().Text, token.Start);
            case SoqlTokenKind.Number: return Number(sign, token.Start);
            case SoqlTokenKind.Date: return new LiteralSyntax(LiteralKind.Date, Take().Text, token.Start);
            case SoqlTokenKind.DateTime: return new LiteralSyntax(LiteralKind.DateTime, Take().Text, token.Start);
            case SoqlTokenKind.Time: return new LiteralSyntax(LiteralKind.Time, Take().Text, token.Start);
            case SoqlTokenKind.Identifier: return Word();
            default: throw Unexpected();
        }
    }

    private LiteralSyntax Number(string sign, int position)
    {
        var token = Take();
        if (Current.Kind == SoqlTokenKind.Identifier && Current.Start == token.Start + token.Text.Length) throw Unexpected();
        return new LiteralSyntax(LiteralKind.Number, sign + token.Text, position);
    }

    private LiteralSyntax Word()
    {
        var token = Current;
        if (token.IsWord("NULL"))
        {
            _at++;
            return new LiteralSyntax(LiteralKind.Null, "null", token.Start);
        }

        if (token.IsWord("TRUE") || token.IsWord("FALSE"))
        {
            _at++;
            return new LiteralSyntax(LiteralKind.Boolean, token.Text, token.Start);
        }

        if (DateWords.IsPlain(token.Text))
        {
            _at++;
            return new LiteralSyntax(LiteralKind.DateWord, token.Text.ToUpperInvariant(), token.Start);
        }

        if (DateWords.IsCounted(token.Text))
        {
            _at++;
            ExpectSymbol(":");
            return new LiteralSyntax(LiteralKind.DateWord, token.Text.ToUpperInvariant(), token.Start, Integer());
        }

        if (token.Text.Length > 3 && token.Text.AsSpan(0, 3).IndexOfAnyExceptInRange('A', 'Z') < 0 && token.Text.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            _at++;
            return new LiteralSyntax(LiteralKind.Currency, token.Text[3..], token.Start);
        }

        throw Unexpected();
    }
}
