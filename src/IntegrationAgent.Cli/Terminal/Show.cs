using System.Globalization;

namespace IntegrationAgent.Cli.Terminal;

/// <summary>Numbers and names as people read them.</summary>
internal static class Show
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long value, string one, string? many = null) => $"{Count(value)} {(value == 1 ? one : many ?? one + "s")}";

    /// <summary>A share from 0 to 1.</summary>
    public static string Share(double value) => (value * 100).ToString("0", CultureInfo.InvariantCulture) + "%";

    public static string Seconds(TimeSpan value) => value.TotalSeconds < 10
        ? value.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : value.TotalMinutes < 2 ? value.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s" : value.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);

    public static string Milliseconds(TimeSpan value) => value.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture) + " ms";

    public static string Time(DateTimeOffset? value) => value is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";

    public static string Hash(string hash) => hash.Length > 12 ? hash[..12] + "…" : hash;
}
