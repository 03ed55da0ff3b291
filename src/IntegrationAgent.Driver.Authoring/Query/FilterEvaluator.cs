using System.Globalization;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>Evaluates a filter on records in memory, for what a system cannot do itself. Thread-safe.</summary>
public sealed class FilterEvaluator
{
    private readonly RecordSchema schema;
    private readonly Filter filter;
    private readonly StringComparison comparison;

    /// <summary>Binds the filter to the columns.</summary>
    /// <param name="schema">Holds every field that the filter names.</param>
    /// <param name="filter">The condition.</param>
    /// <param name="ignoreCase">True where the system compares texts without case.</param>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.FieldNotFound"/> when a field is missing.</exception>
    public FilterEvaluator(RecordSchema schema, Filter filter, bool ignoreCase = false)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(filter);
        this.schema = schema;
        this.filter = filter;
        comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        foreach (var field in FieldsOf(filter))
            Ordinal(field);
    }

    /// <summary>The fields that a filter names, each once, in the order in which they appear.</summary>
    public static IReadOnlyList<string> FieldsOf(Filter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var fields = new List<string>();
        Collect(filter, fields);
        return [.. fields.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>True when the record fulfils the condition.</summary>
    public bool Matches(Record record) => Evaluate(filter, record);

    private static void Collect(Filter filter, List<string> fields)
    {
        switch (filter)
        {
            case ComparisonFilter one:
                fields.Add(one.Field);
                break;
            case InFilter one:
                fields.Add(one.Field);
                break;
            case AndFilter all:
                foreach (var part in all.Filters)
                    Collect(part, fields);
                break;
            case OrFilter any:
                foreach (var part in any.Filters)
                    Collect(part, fields);
                break;
            case NotFilter not:
                Collect(not.Operand, fields);
                break;
        }
    }

    private bool Evaluate(Filter part, Record record) => part switch
    {
        AndFilter all => all.Filters.All(each => Evaluate(each, record)),
        OrFilter any => any.Filters.Any(each => Evaluate(each, record)),
        NotFilter not => !Evaluate(not.Operand, record),
        InFilter one => IsIn(record.GetValue(Ordinal(one.Field)), one.Values),
        ComparisonFilter one => Compare(record.GetValue(Ordinal(one.Field)), one.Operator, one.Value),
        _ => throw new DriverException(DriverErrorCode.Unsupported, "The filter has a part that this driver does not know."),
    };

    private bool IsIn(RecordValue value, IReadOnlyList<RecordValue> values)
    {
        if (value.IsNull)
            return false;
        foreach (var candidate in values)
        {
            if (Order(value, candidate) == 0)
                return true;
        }

        return false;
    }

    private bool Compare(RecordValue value, ComparisonOperator operation, RecordValue against)
    {
        if (against.IsNull)
            return operation == ComparisonOperator.Equal ? value.IsNull : operation == ComparisonOperator.NotEqual && !value.IsNull;
        if (value.IsNull)
            return operation == ComparisonOperator.NotEqual;
        switch (operation)
        {
            case ComparisonOperator.StartsWith:
                return value.ToInvariantString().StartsWith(against.ToInvariantString(), comparison);
            case ComparisonOperator.EndsWith:
                return value.ToInvariantString().EndsWith(against.ToInvariantString(), comparison);
            case ComparisonOperator.Contains:
                return value.ToInvariantString().Contains(against.ToInvariantString(), comparison);
        }

        var order = Order(value, against);
        return operation switch
        {
            ComparisonOperator.Equal => order == 0,
            ComparisonOperator.NotEqual => order != 0,
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order > 0 || order == 0,
        };
    }

    private int Order(RecordValue left, RecordValue right)
    {
        if (IsNumber(left.Type) && IsNumber(right.Type))
            return left.Type == FieldType.Int64 && right.Type == FieldType.Int64 ? left.AsInt64().CompareTo(right.AsInt64()) : OrderNumbers(left, right);
        if (left.Type == FieldType.Timestamp && right.Type == FieldType.Timestamp)
            return left.AsTimestamp().CompareTo(right.AsTimestamp());
        if (left.Type == FieldType.Boolean && right.Type == FieldType.Boolean)
            return left.AsBoolean().CompareTo(right.AsBoolean());
        if (left.Type == FieldType.Binary && right.Type == FieldType.Binary)
            return left.AsBinary().AsSpan().SequenceCompareTo(right.AsBinary());
        return string.Compare(left.ToInvariantString(), right.ToInvariantString(), comparison);
    }

    private static bool IsNumber(FieldType type) => type is FieldType.Int64 or FieldType.Double or FieldType.Decimal;

    private static int OrderNumbers(RecordValue left, RecordValue right)
    {
        var a = left.ToInvariantString();
        var b = right.ToInvariantString();
        return decimal.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var exactA) && decimal.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var exactB)
            ? exactA.CompareTo(exactB)
            : double.Parse(a, CultureInfo.InvariantCulture).CompareTo(double.Parse(b, CultureInfo.InvariantCulture));
    }

    private int Ordinal(string field)
    {
        var ordinal = schema.IndexOf(field);
        if (ordinal >= 0)
            return ordinal;
        var nearest = NearestNames.Find(field, schema.Fields.Select(known => known.Name));
        throw new DriverException(DriverErrorCode.FieldNotFound, $"The filter names '{field}', which is not among the fields that are read.") { Target = field, Suggestions = nearest };
    }
}
