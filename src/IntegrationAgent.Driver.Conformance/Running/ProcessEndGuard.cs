using System.Collections.Concurrent;
using System.Reflection;
using IntegrationAgent.Driver.Conformance.Static;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// A driver that ends the process would end the kit with it: its code is looked through before any of it runs. What is hidden from that look is at least named
/// on standard error when it happens.
/// </summary>
internal static class ProcessEndGuard
{
    private static readonly ConcurrentDictionary<string, string?> Looked = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<CheckRun, string> Running = new();

    static ProcessEndGuard() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        foreach (var (run, check) in Running)
            Console.Error.WriteLine($"{check} failed: the process ended in the middle of it, at {run.Doing}. A driver never ends the process; throw a DriverException.");
    };

    /// <summary>From here to <see cref="End"/> an end of the process is blamed on the check.</summary>
    public static void Begin(CheckRun run, ConformanceCheck check) => Running[run] = check.ToString();

    public static void End(CheckRun run) => Running.TryRemove(run, out _);

    /// <summary>Looks through the drivers that the adapter's assembly names, before one is made.</summary>
    public static void LookBeside(DriverConformance adapter)
    {
        foreach (var name in adapter.GetType().Assembly.GetReferencedAssemblies())
        {
            if (name.Name is null or "mscorlib" or "netstandard" || name.Name.StartsWith("System", StringComparison.Ordinal) || name.Name.StartsWith("Microsoft", StringComparison.Ordinal) || name.Name.StartsWith("xunit", StringComparison.Ordinal))
                continue;
            Assembly assembly;
            try
            {
                assembly = Assembly.Load(name);
            }
            catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException)
            {
                continue;
            }

            if (assembly.CustomAttributes.Any(attribute => attribute.AttributeType == typeof(DriverManifestAttribute)))
                Look(assembly);
        }
    }

    /// <exception cref="CheckFailedException">The assembly's code can end the process.</exception>
    public static void Look(Assembly assembly)
    {
        if (assembly.Location is not { Length: > 0 } path)
            return;
        if (Looked.GetOrAdd(path, Find) is { } member)
            CheckRun.Fail($"The driver was not run: its code calls {member}, which ends the process. Throw a DriverException instead; whoever hosts the driver decides when to end.");
    }

    private static string? Find(string path) => AssemblyImage.Read(path).Uses
        .FirstOrDefault(use => use is { FullType: "System.Environment", Member: "Exit" or "FailFast" } or { FullType: "System.Diagnostics.Process", Member: "Kill" })?.Name;
}
