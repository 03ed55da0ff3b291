using System.Globalization;
using System.Numerics;
using IntegrationAgent.Drivers.Sqlite.Values;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Sqlite.Native;

/// <summary>Orders that only queries of this driver use, never a table: numbers and moments that are kept as text.</summary>
internal static class Collations
{
    public const string Decimal = "intagent_decimal";
    public const string Moment = "intagent_moment";

    public static void Register(sqlite3 database)
    {
        _ = raw.sqlite3_create_collation(database, Decimal, null, static (_, left, right) => CompareDecimals(left, right));
        _ = raw.sqlite3_create_collation(database, Moment, null, static (_, left, right) => CompareMoments(left, right));
    }

    internal static int CompareDecimals(string left, string right)
    {
        if (decimal.TryParse(left, NumberStyles.Number, CultureInfo.InvariantCulture, out var a) && left.Length <= 28
            && decimal.TryParse(right, NumberStyles.Number, CultureInfo.InvariantCulture, out var b) && right.Length <= 28)
        {
            return a.CompareTo(b);
        }

        var (x, xScale) = Scaled(left);
        var (y, yScale) = Scaled(right);
        if (x is null || y is null)
            return string.CompareOrdinal(left, right);
        var scale = Math.Max(xScale, yScale);
        return (x.Value * BigInteger.Pow(10, scale - xScale)).CompareTo(y.Value * BigInteger.Pow(10, scale - yScale));
    }

    internal static int CompareMoments(string left, string right) =>
        MomentText.TryRead(left, out var a) && MomentText.TryRead(right, out var b) ? a.UtcTicks.CompareTo(b.UtcTicks) : string.CompareOrdinal(left, right);

    private static (BigInteger? Value, int Scale) Scaled(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        return BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? (value, point < 0 ? 0 : text.Length - point - 1)
            : (null, 0);
    }
}
