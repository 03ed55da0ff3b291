using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>The forms in which a secret turns up when something encoded it on the way to a log.</summary>
internal static class SecretForms
{
    /// <summary>Shorter secrets are looked for as whole words only: as parts they would redact half of every text.</summary>
    public const int ShortLength = 6;

    private const int ShortestPemLine = 16;

    public static IReadOnlySet<string> Of(string secret)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal) { secret };
        var lines = secret.ReplaceLineEndings("\n");
        if (lines.Contains('\n', StringComparison.Ordinal))
        {
            forms.Add(lines);
            forms.Add(lines.Replace("\n", "\r\n", StringComparison.Ordinal));
            forms.Add(lines.TrimEnd('\n'));
            AddLines(forms, lines);
        }

        foreach (var text in forms.ToArray())
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            AddEscaped(forms, text);
            AddHexadecimal(forms, utf8);
            AddPercent(forms, text, utf8);
            AddBase64(forms, utf8);
            AddBase64(forms, Encoding.Unicode.GetBytes(text));
        }

        forms.RemoveWhere(form => form.Length == 0 || (form.Length < ShortLength && secret.Length >= ShortLength));
        return forms;
    }

    private static void AddLines(HashSet<string> forms, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Length >= ShortestPemLine && !line.StartsWith("-----", StringComparison.Ordinal))
                forms.Add(line);
        }
    }

    private static void AddEscaped(HashSet<string> forms, string text)
    {
        foreach (var encoder in (JavaScriptEncoder[])[JavaScriptEncoder.Default, JavaScriptEncoder.UnsafeRelaxedJsonEscaping])
        {
            var once = JsonEncodedText.Encode(Clean(text), encoder).Value;
            forms.Add(once);
            forms.Add(JsonEncodedText.Encode(once, encoder).Value);
            forms.Add(once.Replace("/", "\\/", StringComparison.Ordinal));
        }

        forms.Add(WebUtility.HtmlEncode(text));
        forms.Add(text.Replace("'", "''", StringComparison.Ordinal));
        forms.Add(text.Replace("'", "'\\''", StringComparison.Ordinal));
    }

    private static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static void AddHexadecimal(HashSet<string> forms, byte[] utf8)
    {
        forms.Add(Convert.ToHexString(utf8));
        forms.Add(Convert.ToHexStringLower(utf8));
    }

    private static void AddPercent(HashSet<string> forms, string text, byte[] utf8)
    {
        var escaped = Uri.EscapeDataString(Clean(text));
        var form = WebUtility.UrlEncode(text);
        foreach (var one in (string[])[escaped, form, Uri.EscapeDataString(escaped)])
        {
            forms.Add(one);
            forms.Add(LowerPercent(one));
        }

        forms.Add(string.Concat(utf8.Select(value => $"%{value:X2}")));
        forms.Add(string.Concat(utf8.Select(value => $"%{value:x2}")));
    }

    private static string LowerPercent(string text)
    {
        var result = new StringBuilder(text);
        for (var i = 0; i + 2 < result.Length; i++)
        {
            if (result[i] != '%')
                continue;
            result[i + 1] = char.ToLowerInvariant(result[i + 1]);
            result[i + 2] = char.ToLowerInvariant(result[i + 2]);
        }

        return result.ToString();
    }

    // Wherever the secret begins within a longer encoded text, the middle of its encoding is one of three.
    private static void AddBase64(HashSet<string> forms, byte[] bytes)
    {
        for (var offset = 0; offset < 3; offset++)
        {
            var shifted = new byte[offset + bytes.Length];
            bytes.CopyTo(shifted, offset);
            var first = ((offset * 8) + 5) / 6;
            var end = shifted.Length * 8 / 6;
            if (end <= first)
                continue;
            var middle = Convert.ToBase64String(shifted)[first..end];
            var safe = middle.Replace('+', '-').Replace('/', '_');
            forms.Add(middle);
            forms.Add(safe);
            forms.Add(Uri.EscapeDataString(middle));
            forms.Add(LowerPercent(Uri.EscapeDataString(middle)));
            forms.Add(middle.Replace("+", "\\u002B", StringComparison.Ordinal));
        }
    }
}
