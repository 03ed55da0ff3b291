namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>A LIKE pattern: <c>%</c> any text, <c>_</c> one character, a backslash before either means itself. Without case.</summary>
internal sealed class LikePattern
{
    private readonly List<(char Kind, char Value)> _items = [];

    public LikePattern(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length) _items.Add(('c', char.ToUpperInvariant(pattern[++i])));
            else if (pattern[i] == '%') _items.Add(('%', '%'));
            else if (pattern[i] == '_') _items.Add(('_', '_'));
            else _items.Add(('c', char.ToUpperInvariant(pattern[i])));
        }
    }

    public bool Matches(string text)
    {
        int item = 0, at = 0, star = -1, mark = 0;
        while (at < text.Length)
        {
            if (item < _items.Count && _items[item].Kind == '%')
            {
                star = item++;
                mark = at;
            }
            else if (item < _items.Count && (_items[item].Kind == '_' || _items[item].Value == char.ToUpperInvariant(text[at])))
            {
                item++;
                at++;
            }
            else if (star >= 0)
            {
                item = star + 1;
                at = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (item < _items.Count && _items[item].Kind == '%') item++;
        return item == _items.Count;
    }
}
