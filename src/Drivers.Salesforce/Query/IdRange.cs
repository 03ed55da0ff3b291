using System.Numerics;
using System.Text;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Records by their ids, in the order in which Salesforce compares them: by the code of each of the 15 characters. Used to cut a query that runs too long.
/// </summary>
/// <param name="From">The first id, 15 characters.</param>
/// <param name="To">The first id after it, 15 characters; of the last range the greatest id that is known.</param>
/// <param name="IsLast">True where everything from <paramref name="From"/> on belongs to it.</param>
internal sealed record IdRange(string From, string To, bool IsLast)
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Prefix = 3;

    /// <summary>The condition that selects it.</summary>
    internal string Condition => IsLast ? $"Id >= '{From}'" : $"Id >= '{From}' AND Id < '{To}'";

    /// <summary>The range between two ids of one object, the second included.</summary>
    internal static IdRange Between(string first, string last) => new(first[..15], last[..15], true);

    /// <summary>Two halves; null where there is nothing to halve.</summary>
    internal (IdRange Low, IdRange High)? Halve()
    {
        var (from, to) = (Number(From), Number(To));
        var middle = (from + to) / 2;
        if (middle <= from)
            return null;
        var cut = From[..Prefix] + Text(middle);
        return (new IdRange(From, cut, false), this with { From = cut });
    }

    /// <summary>Ranges as they stand in a cursor.</summary>
    internal static string ToText(IEnumerable<IdRange> ranges) => string.Join(',', ranges.Select(range => $"{range.From}-{range.To}{(range.IsLast ? "*" : "")}"));

    /// <summary>Reads what <see cref="ToText"/> wrote; null where it is something else.</summary>
    internal static IReadOnlyList<IdRange>? Parse(string text)
    {
        if (text.Length == 0)
            return [];
        var ranges = new List<IdRange>();
        foreach (var part in text.Split(','))
        {
            var isLast = part.EndsWith('*');
            var ends = part.TrimEnd('*').Split('-');
            if (ends.Length != 2 || !IsId(ends[0]) || !IsId(ends[1]))
                return null;
            ranges.Add(new IdRange(ends[0], ends[1], isLast));
        }

        return ranges;
    }

    private static bool IsId(string text) => text.Length == 15 && text.All(char.IsAsciiLetterOrDigit);

    private static BigInteger Number(string id)
    {
        var number = BigInteger.Zero;
        foreach (var letter in id.AsSpan(Prefix))
            number = (number * Digits.Length) + Digits.IndexOf(letter, StringComparison.Ordinal);
        return number;
    }

    private static string Text(BigInteger number)
    {
        var text = new StringBuilder();
        for (var i = Prefix; i < 15; i++)
        {
            text.Insert(0, Digits[(int)(number % Digits.Length)]);
            number /= Digits.Length;
        }

        return text.ToString();
    }
}
