using System.Reflection;
using NuGet.Versioning;

namespace IntegrationAgent.Agent.Packages;

/// <summary>What a driver gets from the host and never from a feed: the contract, and the shared framework.</summary>
internal static class HostAssemblies
{
    /// <summary>The package of the contract.</summary>
    public const string ContractPackage = "IntegrationAgent.Driver.Abstractions";

    private static readonly HashSet<string> Empty = new(StringComparer.OrdinalIgnoreCase)
    {
        ContractPackage,
        "NETStandard.Library",
        "Microsoft.NETCore.App",
        "Microsoft.NETCore.Platforms",
        "Microsoft.NETCore.Targets",
    };

    private static readonly Lazy<Dictionary<string, Version>> Framework = new(ReadFramework);

    /// <summary>Whether the host satisfies a dependency.</summary>
    public static bool Provides(string packageId, VersionRange range)
    {
        if (Empty.Contains(packageId))
            return true;

        return Framework.Value.TryGetValue(packageId, out var version)
            && (range.MinVersion is null || range.MinVersion.Major <= version.Major);
    }

    /// <summary>Whether a file of a package must not be installed, because the host's own is used.</summary>
    public static bool Owns(string assemblyName) =>
        string.Equals(assemblyName, ContractPackage, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, Version> ReadFramework()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location);
        var found = new Dictionary<string, Version>(StringComparer.OrdinalIgnoreCase);
        if (string.IsNullOrEmpty(folder))
            return found;

        foreach (var file in Directory.EnumerateFiles(folder, "*.dll"))
        {
            try
            {
                var name = AssemblyName.GetAssemblyName(file);
                if (name is { Name: { } id, Version: { } version })
                    found[id] = version;
            }
            catch (BadImageFormatException)
            {
                // A native library of the runtime.
            }
        }

        return found;
    }
}
