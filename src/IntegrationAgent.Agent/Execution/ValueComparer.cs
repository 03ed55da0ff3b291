using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Whether two values are the same to a business user: moments by instant, numbers by value, texts by ordinal whatever their field is called.</summary>
internal static class ValueComparer
{
    internal static bool Same(RecordValue left, RecordValue right) =>
        left.IsNull || right.IsNull ? left.IsNull && right.IsNull : string.Equals(Canonical(left), Canonical(right), StringComparison.Ordinal);

    /// <summary>One text for all representations of a value.</summary>
    internal static string Canonical(RecordValue value)
    {
        if (value.IsNull)
            return "";
        switch (value.Type)
        {
            case FieldType.Timestamp:
                return value.AsTimestamp().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
            case FieldType.Decimal:
                return Trim(value.AsString());
            case FieldType.Double:
                return Trim(value.AsDouble().ToString("0.#################", CultureInfo.InvariantCulture));
            case FieldType.Boolean:
                return value.AsBoolean() ? "true" : "false";
            default:
                return value.ToInvariantString();
        }
    }

    private static string Trim(string number)
    {
        var text = number.StartsWith('+') ? number[1..] : number;
        if (text.Contains('.', StringComparison.Ordinal))
            text = text.TrimEnd('0').TrimEnd('.');
        return text is "-0" or "" ? "0" : text;
    }
}
