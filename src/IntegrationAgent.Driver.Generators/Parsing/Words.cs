using System.Text;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Checks and forms the names that a manifest uses.</summary>
internal static class Words
{
    public static bool IsDriverId(string text) => text.Length is >= 2 and <= 40
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
        && text[0] != '-' && text[text.Length - 1] != '-';

    public static bool IsSnakeCase(string text) => text.Length is >= 1 and <= 64
        && text[0] is >= 'a' and <= 'z'
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    public static bool IsVariable(string text) => text.Length is >= 1 and <= 64
        && text[0] is >= 'A' and <= 'Z'
        && text.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');

    public static bool IsHost(string text)
    {
        var host = text.StartsWith("*.", StringComparison.Ordinal) ? text.Substring(2) : text;
        return host.Length is > 0 and <= 253
            && host.Split('.').All(label => label.Length is > 0 and <= 63 && label.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'));
    }

    public static string ToSnakeCase(string name)
    {
        var result = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsUpper(c))
            {
                var startsWord = i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
                if (startsWord)
                    result.Append('_');
                result.Append(char.ToLowerInvariant(c));
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    public static string ToCamelCase(string name)
    {
        var characters = name.ToCharArray();
        for (var i = 0; i < characters.Length && char.IsUpper(characters[i]); i++)
        {
            if (i > 0 && i + 1 < characters.Length && char.IsLower(characters[i + 1]))
                break;
            characters[i] = char.ToLowerInvariant(characters[i]);
        }

        return new string(characters);
    }

    /// <summary>The same word spelled as the rule wants it, for a message that says what to write.</summary>
    public static string SuggestId(string text) =>
        Suggest(text, '-', text.Length == 0 ? "my-system" : "x").Trim('-') is { Length: >= 2 } word ? Cap(word, 40) : "my-system";

    public static string SuggestSnakeCase(string text) => Suggest(text, '_', "name").Trim('_') is { Length: > 0 } word && word[0] is >= 'a' and <= 'z' ? Cap(word, 64) : "name";

    public static string SuggestVariable(string text) => SuggestSnakeCase(text).ToUpperInvariant();

    private static string Cap(string text, int length) => text.Length <= length ? text : text.Substring(0, length);

    private static string Suggest(string text, char separator, string empty)
    {
        var words = ToSnakeCase(text.Trim());
        var result = new StringBuilder(words.Length);
        foreach (var c in words)
        {
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
                result.Append(c);
            else if (result.Length > 0 && result[result.Length - 1] != separator)
                result.Append(separator);
        }

        return result.Length == 0 ? empty : result.ToString();
    }
}
