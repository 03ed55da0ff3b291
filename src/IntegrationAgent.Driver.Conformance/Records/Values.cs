using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationAgent.Driver.Conformance.Records;

/// <summary>Whether a value that the driver read is the value that the system holds.</summary>
internal static class Values
{
    /// <summary>Equal as values: decimals by number, moments by instant, JSON by content; a missing value is a missing value.</summary>
    public static bool Same(RecordValue left, RecordValue right)
    {
        if (left.IsNull || right.IsNull)
            return left.IsNull && right.IsNull;
        var type = left.Type is FieldType.String or FieldType.Reference ? right.Type : left.Type;
        return type switch
        {
            FieldType.Timestamp when left.Type == right.Type => left.AsTimestamp().UtcTicks == right.AsTimestamp().UtcTicks,
            FieldType.Binary when left.Type == right.Type => left.AsBinary().AsSpan().SequenceEqual(right.AsBinary()),
            FieldType.Double when left.Type == right.Type => left.AsDouble().Equals(right.AsDouble()),
            FieldType.Decimal => Normal(left.ToInvariantString()) == Normal(right.ToInvariantString()),
            FieldType.Json or FieldType.List or FieldType.Record => SameJson(left.ToInvariantString(), right.ToInvariantString()),
            _ => string.Equals(left.ToInvariantString(), right.ToInvariantString(), StringComparison.Ordinal),
        };
    }

    /// <summary>The first field in which a read record differs from the system's; null for none.</summary>
    public static string? Difference(ConformanceRow read, ConformanceRow held, IEnumerable<string> fields) =>
        fields.FirstOrDefault(field => !Same(read[field], held[field]));

    private static string Normal(string number)
    {
        var text = number.TrimStart('+');
        var negative = text.StartsWith('-');
        text = text.TrimStart('-').TrimStart('0');
        if (text.Contains('.', StringComparison.Ordinal))
            text = text.TrimEnd('0').TrimEnd('.');
        return text.Length == 0 ? "0" : (negative ? "-" : "") + (text[0] == '.' ? "0" + text : text);
    }

    private static bool SameJson(string left, string right)
    {
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(left), JsonNode.Parse(right));
        }
        catch (JsonException)
        {
            return string.Equals(left, right, StringComparison.Ordinal);
        }
    }
}
