using System.Globalization;
using System.Text;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>Whether cost grows with the rows and with nothing else: one line through runs of very different size, as a table and a picture.</summary>
internal static class ScaleBenchmark
{
    private const double WantedDeviation = 0.1;
    private const int WantedGrowth = 10;

    public static async Task<int> RunAsync(IReadOnlyList<int> sizes, string sandbox, bool durable)
    {
        await using var server = await Tables.StartAsync(durable);
        List<(int Rows, double Seconds, double Megabytes)> points = [];
        foreach (var rows in sizes)
        {
            var source = string.Create(CultureInfo.InvariantCulture, $"source{rows}");
            await Tables.RunAsync(server, "postgres", $"CREATE DATABASE {source}", "DROP DATABASE IF EXISTS target", "CREATE DATABASE target");
            await Tables.RunAsync(server, source, Tables.Create("leads"), Tables.Fill(rows), "VACUUM ANALYZE leads", "CHECKPOINT");
            await DatabaseBenchmark.EmptyAsync(server);
            using var sync = await Sync.PrepareAsync(server, source, null, "target", sandbox, rows);
            await DatabaseBenchmark.EmptyAsync(server);
            var run = await sync.RunAsync();
            if (run.State != "succeeded" || run.Created != rows)
                throw new InvalidOperationException($"The run of {rows:N0} rows {run.State} with {run.Created:N0} created.");
            points.Add((rows, run.Elapsed.TotalSeconds, run.Megabytes));
            Console.WriteLine($"{rows,12:N0} rows   {run.Elapsed.TotalSeconds,8:N2} s   PSS {run.Megabytes,5:N0} MB at most: {string.Join(", ", run.Processes.Select(process => $"{process.Name} {process.Memory / 1048576.0:N0}"))}");
            await Tables.RunAsync(server, "postgres", $"DROP DATABASE {source}");
        }

        var (start, slope) = Fit(points);
        Console.WriteLine($"start-up {start:N2} s, slope {slope * 1e6:N2} µs/row");
        Console.WriteLine($"{"rows",12}   {"measured",10}   {"line",10}   apart");
        var worst = 0.0;
        foreach (var (rows, seconds, _) in points)
        {
            var line = start + slope * rows;
            worst = Math.Max(worst, Math.Abs(seconds / line - 1));
            Console.WriteLine($"{rows,12:N0}   {seconds,8:N2} s   {line,8:N2} s   {(seconds / line - 1) * 100,5:N1} %");
        }

        var growth = points[^1].Megabytes - points.Find(point => point.Rows >= 100_000).Megabytes;
        var picture = Path.GetFullPath("scale.svg");
        await File.WriteAllTextAsync(picture, Picture(points, start, slope));
        Console.WriteLine($"worst {worst * 100:N1} % from the line (wanted: {WantedDeviation * 100:N0}); memory grows {growth:N0} MB from the first run of 100,000 rows or more to the last (wanted: {WantedGrowth}); picture: {picture}");
        return worst <= WantedDeviation && growth <= WantedGrowth ? 0 : 1;
    }

    /// <summary>The line whose relative distances from the points are least in their squares: small runs count as much as large ones.</summary>
    private static (double Start, double Slope) Fit(List<(int Rows, double Seconds, double Megabytes)> points)
    {
        double weights = 0, x = 0, y = 0, xx = 0, xy = 0;
        foreach (var (rows, seconds, _) in points)
        {
            var weight = 1 / (seconds * seconds);
            weights += weight;
            x += weight * rows;
            y += weight * seconds;
            xx += weight * rows * rows;
            xy += weight * rows * seconds;
        }

        var slope = (weights * xy - x * y) / (weights * xx - x * x);
        return ((y - slope * x) / weights, slope);
    }

    /// <summary>Both axes are logarithmic, so that the smallest run is seen as well as the greatest.</summary>
    private static string Picture(List<(int Rows, double Seconds, double Megabytes)> points, double start, double slope)
    {
        const int Width = 640, Height = 400, Margin = 60;
        var (left, right) = (Math.Log10(points[0].Rows), Math.Log10(points[^1].Rows));
        var (bottom, top) = (Math.Floor(Math.Log10(points.Min(point => point.Seconds))), Math.Ceiling(Math.Log10(points.Max(point => point.Seconds))));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (var power = bottom; power <= top; power++)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Margin}\" x2=\"{Width - Margin}\" y1=\"{Y(Math.Pow(10, power)):F1}\" y2=\"{Y(Math.Pow(10, power)):F1}\" stroke=\"#ddd\"/><text x=\"8\" y=\"{Y(Math.Pow(10, power)) + 4:F1}\">{Math.Pow(10, power):0.##} s</text>\n");
        var line = Enumerable.Range(0, 101).Select(at => Math.Pow(10, left + (right - left) * at / 100)).Select(rows => string.Create(CultureInfo.InvariantCulture, $"{X(rows):F1},{Y(start + slope * rows):F1}"));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{string.Join(' ', line)}\" fill=\"none\" stroke=\"#36c\"/>\n");
        foreach (var (rows, seconds, _) in points)
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(rows):F1}\" cy=\"{Y(seconds):F1}\" r=\"4\" fill=\"#c33\"/><text x=\"{X(rows) - 24:F1}\" y=\"{Height - 24}\">{rows.ToString("N0", CultureInfo.InvariantCulture)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"24\">{start:F2} s + {slope * 1e6:F2} µs for each row; points are runs</text>\n</svg>\n");
        return svg.ToString();

        double X(double rows) => Margin + (Math.Log10(rows) - left) / (right - left) * (Width - 2 * Margin);

        double Y(double seconds) => Height - Margin - (Math.Log10(seconds) - bottom) / (top - bottom) * (Height - 2 * Margin);
    }
}
