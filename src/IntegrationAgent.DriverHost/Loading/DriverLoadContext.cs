using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.DriverHost.Loading;

/// <summary>
/// Loads a driver out of its verified files. It shares the contract and the framework with the host, and nothing else: the host's own assemblies are out of reach.
/// </summary>
internal sealed class DriverLoadContext(VerifiedFiles files) : AssemblyLoadContext("driver")
{
    private static readonly Assembly Contract = typeof(IDriver).Assembly;
    private static readonly FrozenSet<string> HostOwn = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "IntegrationAgent.Wire", "IntegrationAgent.Jail", "IntegrationAgent.DriverHost");

    private static readonly string Framework = RuntimeEnvironment.GetRuntimeDirectory();

    /// <summary>The first file that was not what it should be; the runtime may hide the exception that said so.</summary>
    public WireFaultException? Violation { get; private set; }

    public Assembly LoadFile(string name)
    {
        try
        {
            return LoadFromStream(new MemoryStream(files.Read(name), writable: false));
        }
        catch (WireFaultException fault)
        {
            Violation ??= fault;
            throw;
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name ?? "";
        if (string.Equals(name, Contract.GetName().Name, StringComparison.OrdinalIgnoreCase))
            return Contract;
        if (HostOwn.Contains(name))
            throw new FileNotFoundException($"{name} is no part of the driver contract.");
        var file = name + ".dll";
        return files.Has(file) && !FrameworkHas(assemblyName, file) ? LoadFile(file) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (var candidate in (ReadOnlySpan<string>)[unmanagedDllName, $"lib{unmanagedDllName}.so", $"{unmanagedDllName}.so", $"lib{unmanagedDllName}.dylib", $"{unmanagedDllName}.dll"])
        {
            if (!files.Has(candidate))
                continue;
            try
            {
                return LoadUnmanagedDllFromPath(files.Verify(candidate));
            }
            catch (WireFaultException fault)
            {
                Violation ??= fault;
                throw new DllNotFoundException(fault.Message);
            }
        }

        return 0;
    }

    /// <summary>The framework's own is taken where it is as new: its types cross the contract.</summary>
    private static bool FrameworkHas(AssemblyName wanted, string file)
    {
        var path = Path.Combine(Framework, file);
        return File.Exists(path) && (wanted.Version is null || AssemblyName.GetAssemblyName(path).Version >= wanted.Version);
    }
}
