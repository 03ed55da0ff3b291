using System.Runtime.InteropServices;

namespace IntegrationAgent.Jail;

/// <summary>What the jail asks of a machine; tests make up others.</summary>
internal sealed record JailMachine(bool Linux, Architecture Architecture, bool Musl, int LandlockAbi)
{
    public static JailMachine This()
    {
        var linux = OperatingSystem.IsLinux();
        var architecture = RuntimeInformation.ProcessArchitecture;
        var known = linux && architecture is Architecture.X64 or Architecture.Arm64;
        return new JailMachine(linux, architecture, RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal), known ? Landlock.Abi() : 0);
    }
}
