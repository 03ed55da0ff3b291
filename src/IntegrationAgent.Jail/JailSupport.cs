using System.Runtime.InteropServices;

namespace IntegrationAgent.Jail;

/// <summary>Whether this machine can have the jail. Asks, changes nothing.</summary>
public static class JailSupport
{
    /// <summary>Answers with the level that a host started now would reach.</summary>
    /// <exception cref="JailUnavailableException">The jail cannot be had here.</exception>
    public static JailLevel Require() => Require(JailMachine.This());

    internal static JailLevel Require(JailMachine machine)
    {
        if (!machine.Linux)
            throw new JailUnavailableException("The jail needs Linux.", "Run scripts on Linux, or configure a remote sandbox.");
        if (machine.Architecture is not (Architecture.X64 or Architecture.Arm64))
            throw new JailUnavailableException($"The jail knows no system calls of {machine.Architecture}.", "Run on x86-64 or arm64, or configure a remote sandbox.");
        if (machine.Musl)
            throw new JailUnavailableException("The jail needs the GNU C library.", "Run on a distribution with glibc, or configure a remote sandbox.");
        if (machine.LandlockAbi < 1)
            throw new JailUnavailableException("The kernel has no Landlock.", "Use Linux 5.13 or later with landlock in the lsm= list, or configure a remote sandbox.");
        return LevelOf(machine.LandlockAbi);
    }

    internal static JailLevel LevelOf(int abi) => abi switch
    {
        >= 6 => JailLevel.Full,
        >= 4 => JailLevel.Network,
        _ => JailLevel.Files,
    };
}
