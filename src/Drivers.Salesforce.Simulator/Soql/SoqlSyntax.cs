namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

internal sealed class QuerySyntax
{
    public List<SelectSyntax> Select { get; } = [];

    public required FromSyntax From { get; set; }

    /// <summary>Further FROM entries: aliases for relationships of the first.</summary>
    public List<FromSyntax> Joins { get; } = [];

    public ConditionSyntax? Where { get; set; }

    public List<ExpressionSyntax> GroupBy { get; } = [];

    public ConditionSyntax? Having { get; set; }

    public List<OrderSyntax> OrderBy { get; } = [];

    public int? Limit { get; set; }

    public int? Offset { get; set; }

    public string? Scope { get; set; }

    public int Start { get; init; }
}

internal sealed record FromSyntax(IReadOnlyList<string> Path, string? Alias, int Position);

internal abstract record SelectSyntax(int Position);

/// <summary>A field, function or aggregate in the select list.</summary>
internal sealed record ExpressionSelect(ExpressionSyntax Expression, string? Alias, int Position) : SelectSyntax(Position);

internal sealed record SubquerySelect(QuerySyntax Query, int Position) : SelectSyntax(Position);

internal sealed record TypeofSelect(IReadOnlyList<string> Path, IReadOnlyList<TypeofWhen> Whens, IReadOnlyList<ExpressionSelect>? Else, int Position) : SelectSyntax(Position);

internal sealed record TypeofWhen(string Type, IReadOnlyList<ExpressionSelect> Fields, int Position);

/// <summary>A field path, or a function over expressions and constants.</summary>
internal abstract record ExpressionSyntax(int Position);

internal sealed record PathSyntax(IReadOnlyList<string> Segments, int Position) : ExpressionSyntax(Position)
{
    public string Text => string.Join('.', Segments);
}

internal sealed record CallSyntax(string Function, IReadOnlyList<ExpressionSyntax> Arguments, int Position) : ExpressionSyntax(Position);

internal sealed record ConstantSyntax(LiteralSyntax Literal, int Position) : ExpressionSyntax(Position);

internal abstract record ConditionSyntax;

internal sealed record LogicalCondition(bool IsAnd, IReadOnlyList<ConditionSyntax> Operands) : ConditionSyntax;

internal sealed record NotCondition(ConditionSyntax Operand) : ConditionSyntax;

internal sealed record ComparisonCondition(ExpressionSyntax Left, string Operator, int OperatorPosition, IReadOnlyList<LiteralSyntax> Values, QuerySyntax? Subquery, bool IsList)
    : ConditionSyntax;

internal enum LiteralKind
{
    Null,
    Boolean,
    String,
    Number,
    Currency,
    Date,
    DateTime,
    Time,
    DateWord,
}

internal sealed record LiteralSyntax(LiteralKind Kind, string Text, int Position, int? Count = null);

internal sealed record OrderSyntax(ExpressionSyntax Expression, bool Descending, bool NullsLast);
