using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Compiles conditions. The logic has two values: what is null is not equal, so <c>!=</c> and <c>NOT IN</c> take it.</summary>
internal sealed partial class PredicateBinder(RecordStore store, Func<ExpressionSyntax, Operand> bind, Func<QuerySyntax, string, Operand, HashSet<long>> semiJoin)
{
    public Func<int, bool> Bind(ConditionSyntax condition) => condition switch
    {
        NotCondition not => Negate(Bind(not.Operand)),
        LogicalCondition { IsAnd: true } and => And([.. and.Operands.Select(Bind)]),
        LogicalCondition or => Or([.. or.Operands.Select(Bind)]),
        ComparisonCondition comparison => Comparison(comparison),
        _ => throw new InvalidOperationException(),
    };

    private static Func<int, bool> Negate(Func<int, bool> inner) => row => !inner(row);

    private static Func<int, bool> And(Func<int, bool>[] operands) => operands.Length == 2
        ? row => operands[0](row) && operands[1](row)
        : row =>
        {
            foreach (var operand in operands)
            {
                if (!operand(row)) return false;
            }

            return true;
        };

    private static Func<int, bool> Or(Func<int, bool>[] operands) => row =>
    {
        foreach (var operand in operands)
        {
            if (operand(row)) return true;
        }

        return false;
    };

    private Func<int, bool> Comparison(ComparisonCondition comparison)
    {
        var left = bind(comparison.Left);
        if (left.Field is { Filterable: false }) throw new SoqlException(SoqlException.InvalidField, $"field '{left.Field.Name}' can not be filtered in a query call", comparison.Left.Position);
        if (left.Type == FieldType.Address) throw new SoqlException(SoqlException.InvalidField, $"field '{left.Name}' can not be filtered in a query call", comparison.Left.Position);
        if (comparison.Subquery is { } subquery)
        {
            var members = semiJoin(subquery, comparison.Operator, left);
            return comparison.Operator == "IN" ? row => members.Contains(left.Long(row)) : row => !members.Contains(left.Long(row));
        }

        return comparison.Operator switch
        {
            "INCLUDES" => Includes(left, comparison, true),
            "EXCLUDES" => Includes(left, comparison, false),
            "LIKE" => Like(left, comparison),
            "IN" => In(left, comparison),
            "NOT IN" => Negate(In(left, comparison)),
            _ => Binary(left, comparison, comparison.Values[0]),
        };
    }

    private Func<int, bool> Binary(Operand left, ComparisonCondition comparison, LiteralSyntax literal)
    {
        var op = comparison.Operator;
        if (literal.Kind == LiteralKind.Null)
        {
            return op switch
            {
                "=" => left.IsNull,
                "!=" => row => !left.IsNull(row),
                _ => throw new SoqlException("INVALID_QUERY_FILTER_OPERATOR", "invalid operator on null value", comparison.OperatorPosition),
            };
        }

        if (left.IsText) return TextComparison(left, op, Text(left, literal));
        if (left.IsNumber) return NumberComparison(left, op, Number(left, literal));
        if (left.IsReference) return ReferenceComparison(left, op, literal);
        if (left.Type == FieldType.Boolean)
        {
            if (op is not ("=" or "!=")) throw new SoqlException("INVALID_QUERY_FILTER_OPERATOR", "invalid operator on boolean field", comparison.OperatorPosition);
            var wanted = Boolean(left, literal) ? 1 : 0;
            return op == "=" ? row => left.Bool(row) == wanted : row => left.Bool(row) != wanted;
        }

        var (from, to) = Range(left, literal);
        return RangeComparison(left, op, from, to);
    }

    private static Func<int, bool> TextComparison(Operand left, string op, string value)
    {
        var text = left.Text;
        return op switch
        {
            "=" => row => string.Equals(text(row), value, StringComparison.OrdinalIgnoreCase),
            "!=" => row => !string.Equals(text(row), value, StringComparison.OrdinalIgnoreCase),
            _ => Compare(row => text(row) is { } t ? Math.Sign(string.Compare(t, value, StringComparison.OrdinalIgnoreCase)) : null, op),
        };
    }

    private static Func<int, bool> NumberComparison(Operand left, string op, double value)
    {
        var number = left.Number;
        return op switch
        {
            "=" => row => number(row) == value,
            "!=" => row => number(row) != value,
            "<" => row => number(row) < value,
            "<=" => row => number(row) <= value,
            ">" => row => number(row) > value,
            _ => row => number(row) >= value,
        };
    }

    private Func<int, bool> ReferenceComparison(Operand left, string op, LiteralSyntax literal)
    {
        var id = ReferenceText(left, literal);
        var reference = id.Length == 0 ? RecordRef.Null : store.FindId(id) ?? -1;
        var value = left.Long;
        return op switch
        {
            "=" => row => value(row) == reference,
            "!=" => row => value(row) != reference,
            _ => Compare(row => value(row) is var v && v != RecordRef.Null ? Math.Sign(string.CompareOrdinal(store.FormatRef(v), 0, id, 0, 15)) : null, op),
        };
    }

    private static Func<int, bool> RangeComparison(Operand left, string op, long from, long to)
    {
        var value = left.Long;
        return op switch
        {
            "=" => row => value(row) is var v && v >= from && v < to,
            "!=" => row => value(row) is var v && (v < from || v >= to),
            "<" => row => value(row) is var v && v != RecordRef.Null && v < from,
            "<=" => row => value(row) is var v && v != RecordRef.Null && v < to,
            ">" => row => value(row) >= to,
            _ => row => value(row) >= from,
        };
    }

    private static Func<int, bool> Compare(Func<int, int?> sign, string op) => op switch
    {
        "<" => row => sign(row) is < 0,
        "<=" => row => sign(row) is <= 0,
        ">" => row => sign(row) is > 0,
        _ => row => sign(row) is >= 0,
    };

    private static Func<int, bool> Like(Operand left, ComparisonCondition comparison)
    {
        if (!left.IsText || left.Type == FieldType.Multipicklist)
            throw new SoqlException("INVALID_QUERY_FILTER_OPERATOR", $"invalid operator on {(left.IsReference ? "id" : left.Type.ToString().ToLowerInvariant())} field", comparison.OperatorPosition);
        var literal = comparison.Values[0];
        if (literal.Kind == LiteralKind.Null) return left.IsNull;
        if (literal.Kind != LiteralKind.String) throw WrongType(left, literal);
        var pattern = new LikePattern(SoqlLexer.Unescape(literal.Text, literal.Position, forLike: true));
        return row => left.Text(row) is { } text && pattern.Matches(text);
    }

    private static Func<int, bool> Includes(Operand left, ComparisonCondition comparison, bool includes)
    {
        if (left.Type != FieldType.Multipicklist)
            throw new SoqlException("INVALID_QUERY_FILTER_OPERATOR", $"{comparison.Operator} operator only valid on multipicklist field", comparison.OperatorPosition);
        var wanted = comparison.Values.Select(v => Text(left, v).Split(';')).ToArray();
        bool Matches(int row)
        {
            if (left.Text(row) is not { } text) return false;
            var chosen = text.Split(';');
            return wanted.Any(all => all.All(w => chosen.Contains(w, StringComparer.OrdinalIgnoreCase)));
        }

        return includes ? Matches : row => !Matches(row);
    }

    private Func<int, bool> In(Operand left, ComparisonCondition comparison)
    {
        var withNull = comparison.Values.Any(v => v.Kind == LiteralKind.Null);
        var values = comparison.Values.Where(v => v.Kind != LiteralKind.Null).ToArray();
        if (left.IsText)
        {
            var texts = values.Select(v => Text(left, v)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return row => left.Text(row) is { } t ? texts.Contains(t) : withNull;
        }

        if (left.IsNumber)
        {
            var numbers = values.Select(v => Number(left, v)).ToHashSet();
            return row => left.Number(row) is var n && double.IsNaN(n) ? withNull : numbers.Contains(n);
        }

        if (left.IsReference)
        {
            var references = values.Select(v => ReferenceText(left, v) is { Length: > 0 } id ? store.FindId(id) ?? -1 : -1).ToHashSet();
            return row => left.Long(row) is var r && r == RecordRef.Null ? withNull : references.Contains(r);
        }

        var any = values.Select(v => Binary(left, comparison with { Operator = "=" }, v)).ToArray();
        return row => left.IsNull(row) ? withNull : any.Any(p => p(row));
    }
}
