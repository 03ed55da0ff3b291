using System.Globalization;
using System.Text;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Checks that a SOQL text only reads, and puts parameters (<c>:name</c>) in as literals.</summary>
internal static class NativeText
{
    internal static string Bind(NativeQueryRequest request)
    {
        var text = request.Text.Trim();
        var bound = new StringBuilder(text.Length + 64);
        var words = new List<string>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < text.Length;)
        {
            var letter = text[i];
            if (letter == '\'')
            {
                var end = EndOfText(text, i);
                bound.Append(text, i, end - i);
                i = end;
            }
            else if (letter == ':' && i + 1 < text.Length && IsStart(text[i + 1]) && !IsDateCount(words))
            {
                var end = EndOfWord(text, i + 1);
                var name = text[(i + 1)..end];
                bound.Append(Literal(request, name));
                used.Add(name);
                i = end;
            }
            else if (IsStart(letter))
            {
                var end = EndOfWord(text, i);
                words.Add(text[i..end].ToUpperInvariant());
                bound.Append(text, i, end - i);
                i = end;
            }
            else
            {
                bound.Append(letter);
                i++;
            }
        }

        RefuseWrites(words);
        if (request.Parameters.Keys.FirstOrDefault(name => !used.Contains(name)) is { } unused)
            throw new DriverException(DriverErrorCode.InvalidQuery, $"The query has no parameter ':{unused}'. Remove it, or use it.") { Target = unused };
        return bound.ToString();
    }

    private static void RefuseWrites(List<string> words)
    {
        if (words.Count == 0 || words[0] != "SELECT")
            throw new DriverException(DriverErrorCode.InvalidQuery, "A native query must begin with SELECT: it only reads.");
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if ((words[i] == "FOR" && words[i + 1] is "VIEW" or "REFERENCE" or "UPDATE") || (words[i] == "UPDATE" && words[i + 1] is "TRACKING" or "VIEWSTAT"))
                throw new DriverException(DriverErrorCode.InvalidQuery, $"'{words[i]} {words[i + 1]}' changes the org, and a native query only reads. Leave it out.");
        }
    }

    private static string Literal(NativeQueryRequest request, string name)
    {
        if (!request.Parameters.TryGetValue(name, out var value))
            throw new DriverException(DriverErrorCode.InvalidQuery, $"The parameter ':{name}' has no value. Give it one.") { Target = name };
        if (value.IsNull)
            return "null";
        switch (value.Type)
        {
            case FieldType.Boolean or FieldType.Int64 or FieldType.Decimal or FieldType.Date:
                return value.ToInvariantString();
            case FieldType.Double:
                return ((decimal)value.AsDouble()).ToString(CultureInfo.InvariantCulture);
            case FieldType.Timestamp:
                return SoqlLiteral.Moment(value.AsTimestamp());
            case FieldType.Time:
                return value.AsTime().ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            default:
                var quoted = new StringBuilder();
                SoqlLiteral.AppendText(quoted, value.ToInvariantString());
                return quoted.ToString();
        }
    }

    /// <summary><c>LAST_N_DAYS:30</c> has a colon too; a digit follows it, so only a word before needs no look.</summary>
    private static bool IsDateCount(List<string> words) => words.Count > 0 && words[^1].Contains("_N_", StringComparison.Ordinal);

    private static bool IsStart(char letter) => char.IsAsciiLetter(letter) || letter == '_';

    private static int EndOfWord(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        return end;
    }

    private static int EndOfText(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '\'')
                return i + 1;
        }

        throw new DriverException(DriverErrorCode.InvalidQuery, "A text in the query has no closing quote.");
    }
}
