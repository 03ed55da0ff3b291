using System.Runtime.InteropServices;

namespace IntegrationAgent.Agent.Sandboxing;

internal static partial class NativeMethods
{
    public const int SetPipeSize = 1031, KillSignal = 9;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Fcntl(SafeHandle file, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);
}
