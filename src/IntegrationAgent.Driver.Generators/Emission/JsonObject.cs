using System.Globalization;
using System.Text;

namespace IntegrationAgent.Driver.Generators.Emission;

/// <summary>A JSON object that writes itself in the canonical form of RFC 8785: keys in ordinal order, no whitespace, shortest escapes.</summary>
internal sealed class JsonObject
{
    private readonly SortedDictionary<string, object> members = new(StringComparer.Ordinal);

    public JsonObject Add(string name, object value)
    {
        members.Add(name, value);
        return this;
    }

    public JsonObject Replace(string name, object value)
    {
        members[name] = value;
        return this;
    }

    public JsonObject AddText(string name, string? value) => string.IsNullOrEmpty(value) ? this : Add(name, value!);

    public JsonObject AddList(string name, IEnumerable<object> values) => Add(name, values.ToList());

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text, this);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object value)
    {
        switch (value)
        {
            case JsonObject item:
                text.Append('{');
                var first = true;
                foreach (var member in item.members)
                {
                    if (!first)
                        text.Append(',');
                    first = false;
                    WriteText(text, member.Key);
                    text.Append(':');
                    Write(text, member.Value);
                }

                text.Append('}');
                break;
            case List<object> list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0)
                        text.Append(',');
                    Write(text, list[i]);
                }

                text.Append(']');
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case long number:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonLiteral literal:
                text.Append(literal.Text);
                break;
            case string words:
                WriteText(text, words);
                break;
            default:
                throw new ArgumentException($"No JSON form for {value.GetType()}.", nameof(value));
        }
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case < ' ':
                    text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }

    /// <summary>One text as a JSON value.</summary>
    internal readonly struct Text(string value)
    {
        public override string ToString()
        {
            var text = new StringBuilder();
            WriteText(text, value);
            return text.ToString();
        }
    }
}
