using System.Globalization;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Recursive descent over the tokens of one query. Refuses what the API refuses, at the place where it does.</summary>
internal sealed partial class SoqlParser
{
    private const int MaximumDepth = 60;

    private static readonly HashSet<string> ClauseWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "USING", "WITH", "FOR", "UPDATE", "AND", "OR", "NOT", "IN", "LIKE",
        "INCLUDES", "EXCLUDES", "SELECT", "ASC", "DESC", "NULLS", "BY", "ALL", "TYPEOF", "END", "WHEN", "THEN", "ELSE", "AS",
    };

    private readonly List<SoqlToken> _tokens;
    private int _at;
    private int _depth;

    private SoqlParser(List<SoqlToken> tokens) => _tokens = tokens;

    private SoqlToken Current => _tokens[_at];

    public static QuerySyntax Parse(string text)
    {
        var parser = new SoqlParser(SoqlLexer.Tokenize(text));
        var query = parser.Query();
        if (parser.Current.Kind != SoqlTokenKind.End) throw parser.Unexpected();
        return query;
    }

    /// <summary>Parses a bare filter, as validation rules write it.</summary>
    public static ConditionSyntax ParseCondition(string text)
    {
        var parser = new SoqlParser(SoqlLexer.Tokenize(text));
        var condition = parser.Condition();
        if (parser.Current.Kind != SoqlTokenKind.End) throw parser.Unexpected();
        return condition;
    }

    private QuerySyntax Query()
    {
        Deeper();
        var start = Current.Start;
        ExpectWord("SELECT");
        var items = new List<SelectSyntax> { SelectItem() };
        while (TakeSymbol(",")) items.Add(SelectItem());
        ExpectWord("FROM");
        var query = new QuerySyntax { From = From(), Start = start };
        query.Select.AddRange(items);
        while (TakeSymbol(",")) query.Joins.Add(From());
        Clauses(query);
        _depth--;
        return query;
    }

    private void Clauses(QuerySyntax query)
    {
        if (TakeWord("USING"))
        {
            ExpectWord("SCOPE");
            query.Scope = Identifier();
        }

        if (TakeWord("WHERE")) query.Where = Condition();
        if (TakeWord("WITH")) With();
        if (TakeWord("GROUP"))
        {
            ExpectWord("BY");
            query.GroupBy.Add(Expression());
            while (TakeSymbol(",")) query.GroupBy.Add(Expression());
        }

        if (TakeWord("HAVING")) query.Having = Condition();
        if (TakeWord("ORDER"))
        {
            ExpectWord("BY");
            query.OrderBy.Add(Order());
            while (TakeSymbol(",")) query.OrderBy.Add(Order());
        }

        if (TakeWord("LIMIT")) query.Limit = Integer();
        if (TakeWord("OFFSET")) query.Offset = Integer();
        while (Current.IsWord("FOR") && (_tokens[_at + 1].IsWord("VIEW") || _tokens[_at + 1].IsWord("REFERENCE")))
        {
            _at += 2;
            if (Current.IsSymbol(",")) throw Unexpected();
        }

        if (Current.IsWord("UPDATE") && (_tokens[_at + 1].IsWord("TRACKING") || _tokens[_at + 1].IsWord("VIEWSTAT"))) _at += 2;
    }

    private void With()
    {
        if (TakeWord("SECURITY_ENFORCED") || TakeWord("USER_MODE") || TakeWord("SYSTEM_MODE")) return;
        throw Unexpected();
    }

    private FromSyntax From()
    {
        var position = Current.Start;
        var path = Path();
        TakeWord("AS");
        var alias = Current.Kind == SoqlTokenKind.Identifier && !ClauseWords.Contains(Current.Text) ? Take().Text : null;
        return new FromSyntax(path, alias, position);
    }

    private SelectSyntax SelectItem()
    {
        var position = Current.Start;
        if (TakeSymbol("("))
        {
            var query = Query();
            ExpectSymbol(")");
            return new SubquerySelect(query, position);
        }

        if (Current.IsWord("TYPEOF")) return Typeof();
        return FieldItem();
    }

    private ExpressionSelect FieldItem()
    {
        var position = Current.Start;
        var expression = Expression();
        TakeWord("AS");
        var alias = Current.Kind == SoqlTokenKind.Identifier && !ClauseWords.Contains(Current.Text) ? Current : (SoqlToken?)null;
        if (alias is null) return new ExpressionSelect(expression, null, position);
        if (expression is CallSyntax { Arguments.Count: 0 } call && call.Function.Equals("COUNT", StringComparison.OrdinalIgnoreCase)) throw Unexpected();
        _at++;
        return new ExpressionSelect(expression, alias.Value.Text, alias.Value.Start);
    }

    private TypeofSelect Typeof()
    {
        var position = Take().Start;
        var path = Path();
        var whens = new List<TypeofWhen>();
        while (Current.IsWord("WHEN"))
        {
            var at = Take().Start;
            var type = Identifier();
            ExpectWord("THEN");
            whens.Add(new TypeofWhen(type, FieldList(), at));
        }

        if (whens.Count == 0) throw Unexpected();
        IReadOnlyList<ExpressionSelect>? otherwise = TakeWord("ELSE") ? FieldList() : null;
        ExpectWord("END");
        return new TypeofSelect(path, whens, otherwise, position);
    }

    private List<ExpressionSelect> FieldList()
    {
        var fields = new List<ExpressionSelect> { new(Expression(), null, Current.Start) };
        while (TakeSymbol(",")) fields.Add(new ExpressionSelect(Expression(), null, Current.Start));
        return fields;
    }

    private OrderSyntax Order()
    {
        var expression = Expression();
        var descending = false;
        if (TakeWord("DESC")) descending = true;
        else TakeWord("ASC");
        var last = false;
        if (TakeWord("NULLS"))
        {
            if (TakeWord("LAST")) last = true;
            else ExpectWord("FIRST");
        }

        return new OrderSyntax(expression, descending, last);
    }

    private ExpressionSyntax Expression()
    {
        Deeper();
        var position = Current.Start;
        var path = Path();
        if (path.Count > 1 || !TakeSymbol("("))
        {
            _depth--;
            return new PathSyntax(path, position);
        }

        var arguments = new List<ExpressionSyntax>();
        if (!Current.IsSymbol(")"))
        {
            arguments.Add(Argument());
            while (TakeSymbol(",")) arguments.Add(Argument());
        }

        ExpectSymbol(")");
        _depth--;
        return new CallSyntax(path[0], arguments, position);
    }

    private ExpressionSyntax Argument() => Current.Kind == SoqlTokenKind.Identifier && !Current.IsWord("NULL") && !Current.IsWord("TRUE") && !Current.IsWord("FALSE")
        ? Expression()
        : new ConstantSyntax(Literal(), Current.Start);

    private List<string> Path()
    {
        var segments = new List<string> { Identifier() };
        while (TakeSymbol(".")) segments.Add(Identifier());
        return segments;
    }

    private string Identifier()
    {
        if (Current.Kind != SoqlTokenKind.Identifier || (ClauseWords.Contains(Current.Text) && !IsNameLike(Current.Text))) throw Unexpected();
        return Take().Text;
    }

    /// <summary>Words that open a clause only after FROM and may name an object or a field.</summary>
    private static bool IsNameLike(string word) =>
        word.Equals("Group", StringComparison.OrdinalIgnoreCase) || word.Equals("Order", StringComparison.OrdinalIgnoreCase) || word.Equals("All", StringComparison.OrdinalIgnoreCase);

    private int Integer()
    {
        if (Current.Kind != SoqlTokenKind.Number) throw Unexpected();
        if (!int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) throw Unexpected();
        _at++;
        return value;
    }

    private void Deeper()
    {
        if (++_depth > MaximumDepth) throw new SoqlException("QUERY_TOO_COMPLICATED", "Query is either selecting too many fields or the filter conditions are too complicated.");
    }

    private SoqlToken Take() => _tokens[_at++];

    private bool TakeWord(string word)
    {
        if (!Current.IsWord(word)) return false;
        _at++;
        return true;
    }

    private bool TakeSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol)) return false;
        _at++;
        return true;
    }

    private void ExpectWord(string word)
    {
        if (!TakeWord(word)) throw Unexpected();
    }

    private void ExpectSymbol(string symbol)
    {
        if (!TakeSymbol(symbol)) throw Unexpected();
    }

    private SoqlException Unexpected() => new(SoqlException.MalformedQuery, $"unexpected token: '{Current.Text}'", Current.Start);
}
