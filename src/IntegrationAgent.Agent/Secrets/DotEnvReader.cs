using System.Text;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>Reads the lines of a <c>.env</c> text. Messages name the line and never its content.</summary>
internal sealed class DotEnvReader(string text)
{
    private int at;
    private int line = 1;

    public int ErrorLine { get; private set; }

    public string Error { get; private set; } = "";

    public bool TryReadLine(out string name, out string value)
    {
        (name, value) = ("", "");
        SkipBlankAndComments();
        if (at >= text.Length)
            return false;
        name = ReadName();
        if (name == "export" && at < text.Length && text[at] is ' ' or '\t')
        {
            SkipSpaces();
            name = ReadName();
        }

        SkipSpaces();
        if (name.Length == 0)
            return Fail("a name is missing");
        if (at >= text.Length || text[at] != '=')
            return Fail("an equals sign is missing");
        at++;
        SkipSpaces();
        var quote = at < text.Length ? text[at] : '\n';
        return quote is '"' or '\'' ? TryReadQuoted(quote, out value) : ReadPlain(out value);
    }

    private bool Fail(string error)
    {
        (ErrorLine, Error) = (line, error);
        return false;
    }

    private void SkipBlankAndComments()
    {
        while (at < text.Length)
        {
            if (text[at] == '#')
                SkipToLineEnd();
            else if (char.IsWhiteSpace(text[at]))
                Advance();
            else
                return;
        }
    }

    private void SkipToLineEnd()
    {
        while (at < text.Length && text[at] != '\n')
            at++;
    }

    private void SkipSpaces()
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
    }

    private void Advance()
    {
        if (text[at] == '\n')
            line++;
        at++;
    }

    private string ReadName()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.' or '-'))
            at++;
        return text[start..at];
    }

    private bool ReadPlain(out string value)
    {
        var start = at;
        while (at < text.Length && text[at] != '\n' && !(text[at] == '#' && at > start && text[at - 1] is ' ' or '\t'))
            at++;
        value = text[start..at].Trim();
        SkipToLineEnd();
        return true;
    }

    private bool TryReadQuoted(char quote, out string value)
    {
        var opened = line;
        var result = new StringBuilder();
        value = "";
        at++;
        while (at < text.Length && text[at] != quote)
        {
            if (quote == '"' && text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                result.Append(Unescape(text[at]));
            }
            else
            {
                result.Append(text[at]);
            }

            Advance();
        }

        if (at >= text.Length)
        {
            line = opened;
            return Fail("a quote is not closed");
        }

        at++;
        SkipSpaces();
        if (at < text.Length && text[at] is not ('\n' or '\r' or '#'))
            return Fail("something follows the closing quote");
        SkipToLineEnd();
        value = result.ToString().ReplaceLineEndings("\n");
        return true;
    }

    private static string Unescape(char character) => character switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        '"' or '\\' or '$' or '\'' => character.ToString(),
        _ => "\\" + character,
    };
}
