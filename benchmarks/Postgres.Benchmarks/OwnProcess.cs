using System.Diagnostics;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>This program again, in another process.</summary>
internal static class OwnProcess
{
    /// <summary>How it is started with these arguments: by its own name, or by dotnet where that started this one.</summary>
    public static ProcessStartInfo Of(params string[] arguments)
    {
        var own = Environment.ProcessPath!;
        return new ProcessStartInfo(own, Path.GetFileNameWithoutExtension(own) == "dotnet" ? [typeof(OwnProcess).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
    }
}
