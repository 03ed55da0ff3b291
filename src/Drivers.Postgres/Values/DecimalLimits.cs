namespace IntegrationAgent.Drivers.Postgres.Values;

/// <summary>Whether a number fits a <c>numeric(precision, scale)</c> as it is: PostgreSQL would round what is behind the scale.</summary>
internal static class DecimalLimits
{
    private static readonly decimal[] Powers = MakePowers();

    /// <summary>Digits, at most one point with digits behind it, and a sign.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text)
    {
        text = Unsigned(text);
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "0" : text[(point + 1)..];
        return whole.Length > 0 && fraction.Length > 0 && !whole.ContainsAnyExceptInRange('0', '9') && !fraction.ContainsAnyExceptInRange('0', '9');
    }

    public static bool Fits(decimal number, int precision, int scale)
    {
        if (scale is < 0 or > 28)
            return Fits(number.ToString(System.Globalization.CultureInfo.InvariantCulture), precision, scale);
        var whole = precision - scale;
        return (whole > 28 || Math.Abs(number) < (whole < 0 ? 1 : Powers[whole])) && (number.Scale <= scale || decimal.Round(number, scale) == number)
            && (whole >= 0 || Fits(number.ToString(System.Globalization.CultureInfo.InvariantCulture), precision, scale));
    }

    public static bool Fits(ReadOnlySpan<char> text, int precision, int scale)
    {
        text = Unsigned(text);
        var point = text.IndexOf('.');
        var whole = (point < 0 ? text : text[..point]).TrimStart('0');
        var fraction = (point < 0 ? [] : text[(point + 1)..]).TrimEnd('0');
        if (scale < 0)
        {
            // So many zeros before the point.
            return fraction.Length == 0 && whole.Length <= precision - scale && (whole.Length == 0 || !whole[^Math.Min(-scale, whole.Length)..].ContainsAnyExcept('0'));
        }

        if (precision < scale && whole.Length == 0)
        {
            // So many zeros behind it.
            return fraction.Length <= scale && fraction.TrimStart('0').Length + Math.Max(0, scale - fraction.Length) <= precision;
        }

        return whole.Length <= precision - scale && fraction.Length <= scale;
    }

    private static ReadOnlySpan<char> Unsigned(ReadOnlySpan<char> text) => text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;

    private static decimal[] MakePowers()
    {
        var powers = new decimal[29];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
