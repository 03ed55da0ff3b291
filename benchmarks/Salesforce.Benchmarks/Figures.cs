using System.Globalization;

namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>Repeated measurements: least, median, most.</summary>
internal sealed class Figures(IEnumerable<double> values)
{
    private readonly double[] sorted = [.. values.Order()];

    public double Least => sorted[0];

    public double Median => sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;

    public double Most => sorted[^1];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Least,10:N0} {Median,10:N0} {Most,10:N0}");

    public static string Verdict(bool holds) => holds ? "reached" : "MISSED";

    public static string Megabytes(long bytes) => (bytes / 1048576.0).ToString("N0", CultureInfo.InvariantCulture) + " MB";
}
