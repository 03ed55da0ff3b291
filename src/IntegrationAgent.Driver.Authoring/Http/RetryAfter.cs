using System.Globalization;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>Reads how long a system asks to wait, in all the forms that are seen: seconds, fractions, milliseconds, an HTTP date, a moment since 1970.</summary>
public static class RetryAfter
{
    /// <summary>The longest wait that is believed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly string[] SecondsHeaders = ["Retry-After", "X-RateLimit-Reset-After", "RateLimit-Reset", "X-RateLimit-Reset"];
    private static readonly string[] MillisecondsHeaders = ["Retry-After-Ms", "X-Ms-Retry-After-Ms"];

    /// <summary>Reads the answer's headers; null where none says anything.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        foreach (var name in MillisecondsHeaders)
        {
            if (response.Headers.NonValidated.TryGetValues(name, out var values) && Number(values.ToString()) is { } milliseconds)
                return Clamp(milliseconds);
        }

        foreach (var name in SecondsHeaders)
        {
            if (response.Headers.NonValidated.TryGetValues(name, out var values) && Parse(values.ToString(), now) is { } wait)
                return wait;
        }

        return null;
    }

    /// <summary>
    /// Reads one value. A number is seconds; one that could only be a moment is seconds or milliseconds since 1970. A past moment and a negative number
    /// are no wait at all; anything longer than <see cref="Longest"/> becomes that. Null where it is neither number nor date.
    /// </summary>
    public static TimeSpan? Parse(string value, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = value.AsSpan().Trim();
        if (text.EndsWith("ms", StringComparison.OrdinalIgnoreCase) && Number(text[..^2].Trim().ToString()) is { } plainMilliseconds)
            return Clamp(plainMilliseconds);
        if (Number(text.ToString()) is { } number)
        {
            return number switch
            {
                // 1e11 s is the year 5138, 1e11 ms is 1973: milliseconds since 1970 from there on; from 1e9 (2001) seconds.
                >= 1e11 => Clamp(number - now.ToUnixTimeMilliseconds()),
                >= 1e9 => Clamp((number - (now.ToUnixTimeMilliseconds() / 1000.0)) * 1000),
                _ => Clamp(number * 1000),
            };
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? Clamp((date - now).TotalMilliseconds)
            : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) ? number : null;

    private static TimeSpan Clamp(double milliseconds) =>
        milliseconds <= 0 ? TimeSpan.Zero : milliseconds >= Longest.TotalMilliseconds ? Longest : TimeSpan.FromMilliseconds(milliseconds);
}
