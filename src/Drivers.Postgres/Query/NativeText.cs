using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Schema;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>
/// Puts the values of a native query's parameters (<c>:name</c>) in their places. It knows strings, quoted names, dollar quotes and comments, where nothing is a
/// parameter; whether the text is one statement is for the server to say.
/// </summary>
internal sealed class NativeText
{
    private readonly string text;
    private readonly NativeQueryRequest request;
    private readonly Settings values;
    private readonly StringBuilder output = new();
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private int at;

    private NativeText(NativeQueryRequest request, Settings values)
    {
        text = request.Text;
        this.request = request;
        this.values = values;
    }

    /// <exception cref="DriverException"><see cref="DriverErrorCode.InvalidQuery"/>: it is no query, or a parameter has no value.</exception>
    public static string Rewrite(NativeQueryRequest request, Settings values)
    {
        if (request.Text.Contains('\0', StringComparison.Ordinal))
            throw Invalid("The query holds a NUL character.");
        return new NativeText(request, values).Rewrite();
    }

    private string Rewrite()
    {
        string? first = null;
        while (at < text.Length)
        {
            var from = at;
            if (SkipQuiet())
            {
                output.Append(text, from, at - from);
                continue;
            }

            var one = text[at];
            if (one == ':' && at + 1 < text.Length && IsStart(text[at + 1]) && (at == 0 || (text[at - 1] != ':' && !IsPart(text[at - 1]) && text[at - 1] is not (']' or ')'))))
            {
                output.Append(Parameter());
                continue;
            }

            if (IsStart(one))
            {
                while (at < text.Length && IsPart(text[at]))
                    at++;
                first ??= text[from..at];
                output.Append(text, from, at - from);
                continue;
            }

            output.Append(one);
            at++;
        }

        if (first?.ToUpperInvariant() is not ("SELECT" or "WITH" or "VALUES" or "TABLE"))
            throw Invalid("A native query reads: send one SELECT, WITH … SELECT or VALUES statement. Use upsert, insert, update or delete to write.");
        return output.ToString().TrimEnd().TrimEnd(';');
    }

    /// <summary>Goes over a string, a quoted name, a dollar quote or a comment.</summary>
    private bool SkipQuiet()
    {
        var rest = text.AsSpan(at);
        switch (rest[0])
        {
            case '\'':
                var escapes = at > 0 && text[at - 1] is 'e' or 'E' && (at == 1 || !IsPart(text[at - 2]));
                SkipQuoted('\'', escapes);
                return true;
            case '"':
                SkipQuoted('"', escapes: false);
                return true;
            case '-' when rest.StartsWith("--"):
                at = rest.IndexOf('\n') is >= 0 and var line ? at + line : text.Length;
                return true;
            case '/' when rest.StartsWith("/*"):
                SkipComment();
                return true;
            case '$' when at == 0 || !IsPart(text[at - 1]):
                return SkipDollars(rest);
            default:
                return false;
        }
    }

    private void SkipQuoted(char quote, bool escapes)
    {
        for (at++; at < text.Length; at++)
        {
            if (escapes && text[at] == '\\')
                at++;
            else if (text[at] == quote)
                break;
        }

        at = Math.Min(at + 1, text.Length);
    }

    private void SkipComment()
    {
        var depth = 0;
        do
        {
            var rest = text.AsSpan(at);
            if (rest.StartsWith("/*"))
                depth++;
            else if (rest.StartsWith("*/"))
                depth--;
            else
            {
                at++;
                continue;
            }

            at += 2;
        }
        while (depth > 0 && at < text.Length);
    }

    private bool SkipDollars(ReadOnlySpan<char> rest)
    {
        var tag = 1;
        while (tag < rest.Length && rest[tag] != '$' && IsPart(rest[tag]))
            tag++;
        if (tag >= rest.Length || rest[tag] != '$' || (tag > 1 && char.IsAsciiDigit(rest[1])))
            return false;
        var end = rest[(tag + 1)..].IndexOf(rest[..(tag + 1)]);
        at = end < 0 ? text.Length : at + (2 * (tag + 1)) + end;
        return true;
    }

    private string Parameter()
    {
        var from = ++at;
        while (at < text.Length && IsPart(text[at]))
            at++;
        var name = text[from..at];
        if (known.TryGetValue(name, out var expression))
            return expression;
        if (!request.Parameters.TryGetValue(name, out var value))
            throw new DriverException(DriverErrorCode.InvalidQuery, $"The parameter {Names.Short(name)} of the query has no value. Name it :name and give one.") { Target = name };
        return known[name] = Expression(name, value);
    }

    private string Expression(string name, RecordValue value)
    {
        if (value.IsNull)
            return "NULL";
        var (written, type) = value.Type switch
        {
            FieldType.Boolean => (value.ToInvariantString(), "boolean"),
            FieldType.Int64 => (value.ToInvariantString(), "bigint"),
            FieldType.Double => (value.ToInvariantString(), "double precision"),
            FieldType.Decimal => (value.ToInvariantString(), "numeric"),
            FieldType.Uuid => (value.ToInvariantString(), "uuid"),
            FieldType.Date => (value.ToInvariantString(), "date"),
            FieldType.Time => (value.ToInvariantString(), "time"),
            FieldType.LocalTimestamp => (value.ToInvariantString(), "timestamp"),
            FieldType.Timestamp => (value.ToInvariantString(), "timestamptz"),
            FieldType.Binary => (@"\x" + Convert.ToHexStringLower(value.AsBinary()), "bytea"),
            FieldType.Json => (value.AsString(), "jsonb"),
            _ => (value.ToInvariantString(), "text"),
        };
        if (written.Contains('\0', StringComparison.Ordinal))
            throw new DriverException(DriverErrorCode.InvalidValue, $"The parameter {Names.Short(name)} holds a NUL character, which PostgreSQL has not in texts.") { Target = name };
        return values.Add(written, type) ?? throw Invalid("The query has too many parameters.");
    }

    private static bool IsStart(char one) => char.IsLetter(one) || one == '_';

    private static bool IsPart(char one) => char.IsLetterOrDigit(one) || one == '_';

    private static DriverException Invalid(string message) => new(DriverErrorCode.InvalidQuery, message);
}
