using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>What one client process did: it says so itself, in one line of JSON.</summary>
internal sealed record Outcome(long Records, long Values, double Seconds, long PeakBytes)
{
    /// <summary>Whether the client came to the end of its work.</summary>
    public bool Finished { get; init; } = true;

    /// <summary>Processor time of the client, without its start and its warm-up.</summary>
    public double ProcessorSeconds { get; init; }

    /// <summary>Header lines that the client reported as records.</summary>
    public long Headers { get; init; }

    public double Rate => Records / Seconds;

    public static async Task<Outcome> OfAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        start.Environment["NODE_NO_WARNINGS"] = "1"; // jsforce adds a listener for every page of a bulk result
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {text}"));
        return JsonSerializer.Deserialize<Outcome>(text, JsonSerializerOptions.Web)!;
    }

    /// <summary>The most memory that this process has ever had resident.</summary>
    public static long OwnPeak() => File.ReadLines("/proc/self/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => long.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024).FirstOrDefault(Environment.WorkingSet);
}
