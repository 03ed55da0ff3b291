using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Compiles paths and the functions that act on one record.</summary>
internal sealed class FunctionBinder(PathResolver resolver, SimulatorClock clock)
{
    public static readonly IReadOnlySet<string> Aggregates =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX" };

    private static readonly Dictionary<string, Func<DateTime, int>> DateParts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CALENDAR_YEAR"] = t => t.Year,
        ["CALENDAR_QUARTER"] = t => ((t.Month - 1) / 3) + 1,
        ["CALENDAR_MONTH"] = t => t.Month,
        ["FISCAL_YEAR"] = t => t.Year,
        ["FISCAL_QUARTER"] = t => ((t.Month - 1) / 3) + 1,
        ["FISCAL_MONTH"] = t => t.Month,
        ["DAY_IN_MONTH"] = t => t.Day,
        ["DAY_IN_WEEK"] = t => (int)t.DayOfWeek + 1,
        ["DAY_IN_YEAR"] = t => t.DayOfYear,
        ["HOUR_IN_DAY"] = t => t.Hour,
        ["WEEK_IN_MONTH"] = t => ((t.Day - 1) / 7) + 1,
        ["WEEK_IN_YEAR"] = t => ((t.DayOfYear - 1) / 7) + 1,
    };

    public Operand Bind(ExpressionSyntax expression) => expression switch
    {
        PathSyntax path => Field(path),
        CallSyntax call => Call(call),
        ConstantSyntax constant => throw new SoqlException(SoqlException.MalformedQuery, $"unexpected token: '{constant.Literal.Text}'", constant.Position),
        _ => throw new InvalidOperationException(),
    };

    public static bool IsAggregate(ExpressionSyntax expression) => expression is CallSyntax call && Aggregates.Contains(call.Function);

    public static bool IsDateFunction(string name) => DateParts.ContainsKey(name) || name.Equals("DAY_ONLY", StringComparison.OrdinalIgnoreCase);

    private Operand Field(PathSyntax path)
    {
        var resolved = resolver.Resolve(path);
        return resolved.ToOperand(string.Join('.', resolver.Expand(path.Segments)));
    }

    private Operand Call(CallSyntax call)
    {
        if (Aggregates.Contains(call.Function))
            throw new SoqlException(SoqlException.MalformedQuery, "Grouped field or aggregate function is not allowed here", call.Position);
        if (call.Function.Equals("convertCurrency", StringComparison.OrdinalIgnoreCase) || call.Function.Equals("FORMAT", StringComparison.OrdinalIgnoreCase)) return Bind(Single(call));
        if (call.Function.Equals("toLabel", StringComparison.OrdinalIgnoreCase)) return Label(Bind(Single(call)));
        if (IsDateFunction(call.Function)) return DateFunction(call);
        throw new SoqlException(SoqlException.MalformedQuery, $"unexpected token: '{call.Function}'", call.Position);
    }

    private static ExpressionSyntax Single(CallSyntax call) =>
        call.Arguments.Count == 1 ? call.Arguments[0] : throw new SoqlException(SoqlException.MalformedQuery, $"{call.Function} takes one argument", call.Position);

    private static Operand Label(Operand inner)
    {
        if (inner.Field is not { Picklist.Count: > 0 } field) return inner;
        var labels = field.Picklist.DistinctBy(p => p.Value).ToDictionary(p => p.Value, p => p.Label, StringComparer.Ordinal);
        return new Operand
        {
            Name = inner.Name,
            Type = FieldType.String,
            IsNull = inner.IsNull,
            Text = row => inner.Text(row) is { } value ? labels.GetValueOrDefault(value, value) : null,
        };
    }

    private Operand DateFunction(CallSyntax call)
    {
        var argument = Single(call);
        var zone = TimeZoneInfo.Utc;
        if (argument is CallSyntax convert && convert.Function.Equals("convertTimezone", StringComparison.OrdinalIgnoreCase))
        {
            argument = Single(convert);
            zone = clock.Zone;
        }

        var inner = Bind(argument);
        if (inner.Type is not (FieldType.Date or FieldType.Datetime))
            throw new SoqlException(SoqlException.MalformedQuery, $"{call.Function} must be applied to a date or dateTime field", call.Position);
        DateTime At(int row) => inner.Type == FieldType.Date
            ? DateTime.UnixEpoch.AddDays(inner.Long(row))
            : TimeZoneInfo.ConvertTime(CivilTime.FromMs(inner.Long(row)), zone).DateTime;

        if (call.Function.Equals("DAY_ONLY", StringComparison.OrdinalIgnoreCase))
        {
            return new Operand
            {
                Name = "DAY_ONLY(" + inner.Name + ")",
                Type = FieldType.Date,
                IsNull = inner.IsNull,
                Long = row => inner.IsNull(row) ? RecordRef.Null : DateOnly.FromDateTime(At(row)).DayNumber - CivilTime.EpochDayNumber,
            };
        }

        var part = DateParts[call.Function];
        return new Operand
        {
            Name = call.Function.ToUpperInvariant() + "(" + inner.Name + ")",
            Type = FieldType.Int,
            IsNull = inner.IsNull,
            Number = row => inner.IsNull(row) ? double.NaN : part(At(row)),
        };
    }
}
