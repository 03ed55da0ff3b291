using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>A formula of the simple kind: fields (also of parents), texts, numbers, <c>+ - * / &amp;</c>, comparisons, IF, ISBLANK, BLANKVALUE, TEXT, UPPER, LOWER, ROUND.</summary>
internal sealed class Formula
{
    private static readonly string[] Comparisons = ["=", "<>", "!=", "<", ">", "<=", ">="];

    private readonly List<string> _tokens;
    private readonly PathResolver _resolver;
    private readonly RecordStore _store;
    private readonly string _text;
    private int _at;
    private int _depth;

    private Formula(RecordStore store, Table table, string text)
    {
        (_store, _text, _tokens) = (store, text, FormulaLexer.Tokenize(text));
        _resolver = new PathResolver(store, table, null, []);
    }

    /// <exception cref="InvalidDataException">The formula cannot be read.</exception>
    public static Func<int, object?> Compile(RecordStore store, Table table, string text)
    {
        var formula = new Formula(store, table, text);
        var value = formula.Comparison();
        return formula._at == formula._tokens.Count ? value : throw formula.Unexpected();
    }

    private Func<int, object?> Comparison()
    {
        if (++_depth > 50) throw Unexpected();
        var left = Sum();
        if (_at < _tokens.Count && Comparisons.Contains(_tokens[_at], StringComparer.Ordinal))
        {
            var op = _tokens[_at++];
            var right = Sum();
            var inner = left;
            left = row => Compare(inner(row), right(row), op);
        }

        _depth--;
        return left;
    }

    private static bool Compare(object? a, object? b, string op)
    {
        var sign = a is string s && b is string t ? string.CompareOrdinal(s, t)
            : a is not null && b is not null && a.GetType() == b.GetType() ? Comparer<object>.Default.Compare(a, b)
            : a is null && b is null ? 0 : -2;
        return op switch
        {
            "=" => sign == 0,
            "<>" or "!=" => sign != 0,
            "<" => sign < 0,
            "<=" => sign <= 0,
            ">" => sign > 0,
            _ => sign >= 0,
        };
    }

    private Func<int, object?> Sum()
    {
        var left = Product();
        while (_at < _tokens.Count && _tokens[_at] is "+" or "-" or "&")
        {
            var (op, first) = (_tokens[_at++], left);
            var second = Product();
            left = op == "&"
                ? row => Text(first(row)) + Text(second(row))
                : row => first(row) is double a && second(row) is double b ? op == "+" ? a + b : a - b : op == "+" && first(row) is string s ? s + Text(second(row)) : null;
        }

        return left;
    }

    private Func<int, object?> Product()
    {
        var left = Factor();
        while (_at < _tokens.Count && _tokens[_at] is "*" or "/")
        {
            var (op, first) = (_tokens[_at++], left);
            var second = Factor();
            left = row => first(row) is double a && second(row) is double b && (op == "*" || b != 0) ? op == "*" ? a * b : a / b : null;
        }

        return left;
    }

    private Func<int, object?> Factor()
    {
        if (_at == _tokens.Count) throw Unexpected();
        var token = _tokens[_at++];
        switch (token[0])
        {
            case '(':
                var inner = Comparison();
                Expect(")");
                return inner;
            case '-':
                var negated = Factor();
                return row => negated(row) is double d ? -d : null;
            case '"':
                return _ => token[1..];
            case >= '0' and <= '9':
                var number = double.TryParse(token, CultureInfo.InvariantCulture, out var parsed) ? parsed : throw Unexpected();
                return _ => number;
        }

        if (!char.IsAsciiLetter(token[0])) throw Unexpected();
        return _at < _tokens.Count && _tokens[_at] == "(" ? Call(token.ToUpperInvariant()) : Field(token);
    }

    private Func<int, object?> Field(string token)
    {
        try
        {
            var operand = _resolver.Resolve(new PathSyntax(token.Split('.'), 0)).ToOperand(token);
            if (operand.Field is { Formula: not null } or { RollUp: not null }) throw new InvalidDataException($"The formula '{_text}' refers to {token}, which is computed itself.");
            return operand.IsReference ? row => operand.Get(row) is long reference ? _store.FormatRef(reference) : null : operand.Get;
        }
        catch (SoqlException exception)
        {
            throw new InvalidDataException($"The formula '{_text}' cannot be read: {exception.Message}", exception);
        }
    }

    private Func<int, object?> Call(string name)
    {
        Expect("(");
        var a = new List<Func<int, object?>> { Comparison() };
        while (_at < _tokens.Count && _tokens[_at] == ",")
        {
            _at++;
            a.Add(Comparison());
        }

        Expect(")");
        return (name, a.Count) switch
        {
            ("IF", 3) => row => a[0](row) is true ? a[1](row) : a[2](row),
            ("ISBLANK", 1) => row => a[0](row) is null,
            ("BLANKVALUE", 2) => row => a[0](row) ?? a[1](row),
            ("TEXT", 1) => row => Text(a[0](row)),
            ("UPPER", 1) => row => Text(a[0](row)).ToUpperInvariant(),
            ("LOWER", 1) => row => Text(a[0](row)).ToLowerInvariant(),
            ("ROUND", 2) => row => a[0](row) is double d && a[1](row) is double n ? Math.Round(d, (int)Math.Clamp(n, 0, 15), MidpointRounding.AwayFromZero) : null,
            _ => throw new InvalidDataException($"The formula '{_text}' calls {name} with {a.Count} arguments, which this server does not know."),
        };
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        bool b => b ? "true" : "false",
        _ => value.ToString() ?? "",
    };

    private void Expect(string token)
    {
        if (_at == _tokens.Count || _tokens[_at] != token) throw Unexpected();
        _at++;
    }

    private InvalidDataException Unexpected() => new($"The formula '{_text}' cannot be read at '{(_at < _tokens.Count ? _tokens[_at] : "its end")}'.");
}
