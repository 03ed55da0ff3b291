using System.Globalization;
using System.Text;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Writes values as SOQL literals. A value reaches a query only through here: quoted and escaped, or as a number or date that was read as one.</summary>
internal static class SoqlLiteral
{
    private const int LongestText = 4000;

    internal static void Append(StringBuilder soql, ResolvedField field, RecordValue value)
    {
        switch (field.Type)
        {
            case FieldType.Boolean:
                soql.Append(value.Type == FieldType.Boolean ? value.AsBoolean() ? "true" : "false" : throw Unfit(field, value));
                break;
            case FieldType.Int64:
            case FieldType.Decimal:
                soql.Append(Number(field, value));
                break;
            case FieldType.Date:
                soql.Append(value.Type switch
                {
                    FieldType.Date => value.AsDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    FieldType.String when DateOnly.TryParseExact(value.AsString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    _ => throw Unfit(field, value),
                });
                break;
            case FieldType.Timestamp:
                soql.Append(value.Type switch
                {
                    FieldType.Timestamp => Moment(value.AsTimestamp()),
                    FieldType.Date => Moment(new DateTimeOffset(value.AsDate(), TimeOnly.MinValue, TimeSpan.Zero)),
                    FieldType.String when DateTimeOffset.TryParse(value.AsString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) => Moment(moment),
                    _ => throw Unfit(field, value),
                });
                break;
            case FieldType.Time:
                soql.Append(value.Type == FieldType.Time ? value.AsTime().ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : throw Unfit(field, value));
                break;
            case FieldType.Json:
                throw new DriverException(DriverErrorCode.InvalidQuery, $"The compound field '{field.Requested}' cannot be compared. Filter on one of its parts.") { Target = field.Requested };
            default:
                AppendQuoted(soql, field, value.ToInvariantString(), wildcards: false, "", "");
                break;
        }
    }

    /// <summary>A text for LIKE: its own wildcards are escaped.</summary>
    internal static void AppendPattern(StringBuilder soql, ResolvedField field, RecordValue value, ComparisonOperator operation) =>
        AppendQuoted(soql, field, value.ToInvariantString(), wildcards: true, operation == ComparisonOperator.StartsWith ? "" : "%", operation == ComparisonOperator.EndsWith ? "" : "%");

    /// <summary>Milliseconds are what Salesforce keeps.</summary>
    internal static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Escapes and quotes a text for a query that is built elsewhere.</summary>
    internal static void AppendText(StringBuilder soql, string text)
    {
        soql.Append('\'');
        foreach (var letter in text)
            AppendEscaped(soql, letter, wildcards: false);
        soql.Append('\'');
    }

    private static void AppendQuoted(StringBuilder soql, ResolvedField field, string text, bool wildcards, string before, string after)
    {
        if (text.Length > LongestText)
            throw new DriverException(DriverErrorCode.InvalidQuery, $"A text in the filter on '{field.Requested}' is longer than {LongestText} characters, which Salesforce does not allow.") { Target = field.Requested };
        soql.Append('\'').Append(before);
        foreach (var letter in text)
            AppendEscaped(soql, letter, wildcards);
        soql.Append(after).Append('\'');
    }

    private static void AppendEscaped(StringBuilder soql, char letter, bool wildcards)
    {
        switch (letter)
        {
            case '\'' or '\\':
                soql.Append('\\').Append(letter);
                break;
            case '\n':
                soql.Append("\\n");
                break;
            case '\r':
                soql.Append("\\r");
                break;
            case '\t':
                soql.Append("\\t");
                break;
            case '\b':
                soql.Append("\\b");
                break;
            case '\f':
                soql.Append("\\f");
                break;
            case '%' or '_' when wildcards:
                soql.Append('\\').Append(letter);
                break;
            default:
                soql.Append(letter);
                break;
        }
    }

    /// <summary>SOQL has no exponents.</summary>
    private static string Number(ResolvedField field, RecordValue value) => value.Type switch
    {
        FieldType.Int64 => value.AsInt64().ToString(CultureInfo.InvariantCulture),
        FieldType.Decimal => value.AsString(),
        FieldType.Double when Math.Abs(value.AsDouble()) < 1e15 => ((decimal)value.AsDouble()).ToString(CultureInfo.InvariantCulture),
        FieldType.String when decimal.TryParse(value.AsString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => throw Unfit(field, value),
    };

    private static DriverException Unfit(ResolvedField field, RecordValue value) =>
        new(DriverErrorCode.InvalidValue, $"The filter compares '{field.Requested}', which is {field.Type}, with a value of type {value.Type}. Give a {field.Type}.") { Target = field.Requested };
}
