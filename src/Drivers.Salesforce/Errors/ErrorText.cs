using System.Globalization;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Takes names and positions, and nothing else, out of Salesforce's texts: those may quote values of records.</summary>
internal static partial class ErrorText
{
    /// <summary>The field or object that a message is about; null where it names none.</summary>
    internal static string? Target(string code, string message, IReadOnlyList<string> fields)
    {
        if (fields.Count > 0)
            return string.Join(", ", fields.Where(IsName).Take(5));
        var match = code.ToUpperInvariant() switch
        {
            "INVALID_TYPE" => NoType().Match(message),
            "INVALID_FIELD" or "INVALID_FIELD_FOR_INSERT_UPDATE" => NoColumn().Match(message) is { Success: true } column ? column : NoField().Match(message),
            "REQUIRED_FIELD_MISSING" => Missing().Match(message),
            "NOT_FOUND" => NoExternalId().Match(message),
            "DUPLICATE_VALUE" => DuplicateField().Match(message),
            "STRING_TOO_LONG" or "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" or "MALFORMED_ID" => Leading().Match(message),
            _ => Match.Empty,
        };
        return match.Success ? match.Groups[1].Value.Trim() : null;
    }

    /// <summary>Whether a text is a code and not a sentence, which might quote a token or a value.</summary>
    internal static bool IsCode(string text) => text.Length is > 0 and <= 80 && Code().IsMatch(text);

    /// <summary>The object whose field a message does not know; null where it names none.</summary>
    internal static string? Entity(string message) => OnEntity().Match(message) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Where the query is wrong, for example <c> at row 1, column 21</c>; a token only where it is a plain word.</summary>
    internal static string Position(string message)
    {
        var token = Unexpected().Match(message) is { Success: true } word ? $": unexpected '{word.Groups[1].Value}'" : "";
        return At().Match(message) is { Success: true } at
            ? string.Create(CultureInfo.InvariantCulture, $" at row {at.Groups[1].Value}, column {at.Groups[2].Value}{token}")
            : token;
    }

    private static bool IsName(string text) => text.Length is > 0 and <= 80 && Name().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.]*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z_]*$")]
    private static partial Regex Code();

    [GeneratedRegex(@"sObject type '([A-Za-z0-9_]{1,80})'")]
    private static partial Regex NoType();

    [GeneratedRegex(@"No such column '([A-Za-z0-9_.]{1,160})'")]
    private static partial Regex NoColumn();

    [GeneratedRegex(@"(?:fields?:|field) ([A-Za-z][A-Za-z0-9_]{0,79})")]
    private static partial Regex NoField();

    [GeneratedRegex(@"on (?:entity|sobject of type) '?([A-Za-z0-9_]{1,80})")]
    private static partial Regex OnEntity();

    [GeneratedRegex(@"missing: \[([A-Za-z0-9_, ]{1,200})\]")]
    private static partial Regex Missing();

    [GeneratedRegex(@"accessible: ([A-Za-z0-9_]{1,80})\s*$")]
    private static partial Regex NoExternalId();

    [GeneratedRegex(@"duplicate value found: ([A-Za-z0-9_]{1,80})")]
    private static partial Regex DuplicateField();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9_ ]{0,79}):")]
    private static partial Regex Leading();

    [GeneratedRegex(@"ERROR at Row:(\d+):Column:(\d+)")]
    private static partial Regex At();

    [GeneratedRegex(@"unexpected token: '?([A-Za-z_]{1,40})\b")]
    private static partial Regex Unexpected();
}
