using System.Text;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Writes a filter as the condition of a WHERE. Negations are moved to the leaves, where the contract's rules for missing values are spelled out; every AND
/// and OR is in parentheses, as SOQL demands.
/// </summary>
internal sealed class SoqlFilter(IReadOnlyDictionary<string, ResolvedField> fields)
{
    private const string False = "Id = null";

    /// <summary>True when Salesforce can evaluate all of it.</summary>
    internal bool CanPush(Filter filter) => filter switch
    {
        AndFilter all => all.Filters.All(CanPush),
        OrFilter any => any.Filters.All(CanPush),
        NotFilter not => CanPush(not.Operand),
        InFilter one => CanFilter(one.Field),
        ComparisonFilter one => CanFilter(one.Field) && (!IsPattern(one.Operator) || HasPatterns(fields[one.Field])) && (!IsOrder(one.Operator) || HasOrder(fields[one.Field])),
        _ => false,
    };

    /// <summary>The condition; empty for one that is always true.</summary>
    internal string Write(Filter filter)
    {
        var soql = new StringBuilder();
        return Append(soql, filter, negate: false) switch
        {
            Outcome.True => "",
            Outcome.False => False,
            _ => soql.ToString(),
        };
    }

    private enum Outcome
    {
        True,
        False,
        Written,
    }

    internal static bool IsPattern(ComparisonOperator operation) => operation is ComparisonOperator.StartsWith or ComparisonOperator.EndsWith or ComparisonOperator.Contains;

    private static bool IsOrder(ComparisonOperator operation) =>
        operation is ComparisonOperator.Less or ComparisonOperator.LessOrEqual or ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual;

    private static bool HasPatterns(ResolvedField field) =>
        field.Field.Type is "string" or "picklist" or "textarea" or "phone" or "email" or "url" or "combobox";

    private static bool HasOrder(ResolvedField field) => field.Type is not (FieldType.Boolean or FieldType.Json) && field.Field.Type != "multipicklist";

    /// <summary>Salesforce refuses to compare an id with a text that cannot be one; no record has it.</summary>
    private static bool IsNoId(ResolvedField field, RecordValue value) =>
        field.Field.Type is "id" or "reference" && !value.IsNull && (value.Type is FieldType.String or FieldType.Reference)
        && !(value.AsString().Length is 15 or 18 && value.AsString().All(char.IsAsciiLetterOrDigit));

    private bool CanFilter(string name) => fields.TryGetValue(name, out var field) && field.Field.Filterable && field.Type != FieldType.Json;

    private Outcome Append(StringBuilder soql, Filter filter, bool negate)
    {
        switch (filter)
        {
            case NotFilter not:
                return Append(soql, not.Operand, !negate);
            case AndFilter all:
                return AppendGroup(soql, all.Filters, negate, isAnd: !negate);
            case OrFilter any:
                return AppendGroup(soql, any.Filters, negate, isAnd: negate);
            case InFilter one:
                return AppendIn(soql, one, negate);
            case ComparisonFilter one:
                return AppendComparison(soql, one, negate);
            default:
                throw new DriverException(DriverErrorCode.Unsupported, "The filter has a part that this driver does not know.");
        }
    }

    private Outcome AppendGroup(StringBuilder soql, IReadOnlyList<Filter> parts, bool negate, bool isAnd)
    {
        // Neutral parts vanish, absorbing parts decide.
        var neutral = isAnd ? Outcome.True : Outcome.False;
        var absorbing = isAnd ? Outcome.False : Outcome.True;
        var start = soql.Length;
        var written = 0;
        var single = start;
        foreach (var part in parts)
        {
            var before = soql.Length;
            soql.Append(written == 0 ? "(" : isAnd ? " AND " : " OR ");
            var outcome = Append(soql, part, negate);
            if (outcome == absorbing)
            {
                soql.Length = start;
                return absorbing;
            }

            if (outcome == neutral)
                soql.Length = before;
            else if (++written == 1)
                single = before;
        }

        if (written == 0)
            return neutral;
        if (written == 1)
            soql.Remove(single, 1);
        else
            soql.Append(')');
        return Outcome.Written;
    }

    private Outcome AppendIn(StringBuilder soql, InFilter filter, bool negate)
    {
        if (filter.Values.Count == 0)
            return negate ? Outcome.True : Outcome.False;
        var field = fields[filter.Field];
        if (field.Field.Type == "boolean")
            return Append(soql, Filter.Or([.. filter.Values.Select(value => Filter.Compare(filter.Field, ComparisonOperator.Equal, value))]), negate);

        if (filter.Values.Any(value => IsNoId(field, value)))
            return AppendIn(soql, new InFilter { Field = filter.Field, Values = [.. filter.Values.Where(value => !IsNoId(field, value))] }, negate);

        // NOT IN finds records without a value, as the contract wants; it is spelled out because that is a rule of SOQL that few expect.
        soql.Append(negate ? "(" : "").Append(field.Soql).Append(negate ? " NOT IN (" : " IN (");
        for (var i = 0; i < filter.Values.Count; i++)
        {
            if (i > 0)
                soql.Append(',');
            SoqlLiteral.Append(soql, field, filter.Values[i]);
        }

        soql.Append(')');
        if (negate)
            soql.Append(" OR ").Append(field.Soql).Append(" = null)");
        return Outcome.Written;
    }

    private Outcome AppendComparison(StringBuilder soql, ComparisonFilter filter, bool negate)
    {
        var field = fields[filter.Field];
        var operation = filter.Operator;
        if (filter.Value.IsNull)
        {
            if (operation is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual))
                return negate ? Outcome.True : Outcome.False;
            soql.Append(field.Soql).Append((operation == ComparisonOperator.Equal) != negate ? " = null" : " != null");
            return Outcome.Written;
        }

        if (operation is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
        {
            var equal = (operation == ComparisonOperator.Equal) != negate;
            if (IsNoId(field, filter.Value))
                return equal ? Outcome.False : Outcome.True;
            if (!equal && field.Field.Type != "boolean")
                soql.Append('(');
            soql.Append(field.Soql).Append(equal ? " = " : " != ");
            SoqlLiteral.Append(soql, field, filter.Value);
            if (!equal && field.Field.Type != "boolean")
                soql.Append(" OR ").Append(field.Soql).Append(" = null)");
            return Outcome.Written;
        }

        if (negate)
            soql.Append("((NOT ");
        soql.Append(field.Soql);
        if (IsPattern(operation))
        {
            soql.Append(" LIKE ");
            SoqlLiteral.AppendPattern(soql, field, filter.Value, operation);
        }
        else
        {
            soql.Append(operation switch
            {
                ComparisonOperator.Less => " < ",
                ComparisonOperator.LessOrEqual => " <= ",
                ComparisonOperator.Greater => " > ",
                _ => " >= ",
            });
            SoqlLiteral.Append(soql, field, filter.Value);
        }

        if (negate)
            soql.Append(") OR ").Append(field.Soql).Append(" = null)");
        return Outcome.Written;
    }
}
