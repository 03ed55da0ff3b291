using System.Buffers.Text;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail;

/// <summary>Limits that the kernel counts, and privileges that are given up.</summary>
internal static unsafe class ResourceLimits
{
    private const int Cpu = 0, FileSize = 1, Core = 4, Processes = 6, OpenFiles = 7, LockedMemory = 8, AddressSpace = 9, MessageQueues = 12;
    private const long StackBytes = 1536L << 20;
    private const int CapabilityVersion3 = 0x20080522, DropBounding = 24;
    private const int OpenCloseOnExec = 0x80000, AtWorkingDirectory = -100;

    /// <summary>The heap's hard limit within <see cref="JailPolicy.MaxMemoryBytes"/>.</summary>
    public static long HeapBytes(JailPolicy policy) => Math.Max(32L << 20, policy.MaxMemoryBytes / 4 * 3);

    /// <summary>
    /// Sets the limits, after the restart: before it the runtime has reserved far more address space than any limit, and would end itself.
    /// Address space counts from what the runtime has reserved by now, the heap's range with it; native memory and stacks come on top.
    /// </summary>
    public static void Apply(JailPolicy policy)
    {
        Set(Core, 0);
        Set(MessageQueues, 0);
        Set(LockedMemory, 64 << 10);
        if (policy.MaxCpuSeconds > 0)
            Set(Cpu, policy.MaxCpuSeconds);
        if (policy.MaxFileBytes > 0)
            Set(FileSize, policy.MaxFileBytes);
        if (policy.MaxProcesses > 0)
            Set(Processes, policy.MaxProcesses);
        Set(OpenFiles, policy.MaxOpenFiles);
        Set(AddressSpace, ReservedBytes() + policy.MaxMemoryBytes + StackBytes);
    }

    /// <summary>Gives up every capability; with no-new-privileges not even root gets one back by executing a program.</summary>
    public static void DropCapabilities()
    {
        for (var capability = 0; capability < 64; capability++)
        {
            if (Libc.Call(Sys.Prctl.Number, DropBounding, capability) < 0)
                break;
        }

        var header = stackalloc int[2] { CapabilityVersion3, 0 };
        var sets = stackalloc int[6];
        if (Libc.Call(Sys.Capset.Number, (nint)header, (nint)sets) < 0)
            throw new JailUnavailableException($"Capabilities could not be given up (error {Libc.Errno}).", "Start as an ordinary user.");
    }

    private static long ReservedBytes()
    {
        const int Longest = 128;
        var text = stackalloc byte[Longest];
        var file = Libc.Call(Sys.Openat.Number, AtWorkingDirectory, (nint)Libc.Utf8("/proc/self/statm"), OpenCloseOnExec);
        var length = file < 0 ? 0 : Libc.Call(Sys.Read.Number, file, (nint)text, Longest);
        _ = Libc.Call(Sys.Close.Number, file);
        if (!Utf8Parser.TryParse(new ReadOnlySpan<byte>(text, (int)Math.Max(length, 0)), out long pages, out _))
            throw new JailUnavailableException("The process could not read how much address space it has reserved.", "Mount /proc.");
        return pages * Environment.SystemPageSize;
    }

    private static void Set(int resource, long value)
    {
        var limits = stackalloc long[2] { value, value };
        if (Libc.Call(Sys.Prlimit.Number, 0, resource, (nint)limits) == 0)
            return;

        // A lower hard limit is already in force: as low is as good.
        var current = stackalloc long[2];
        if (Libc.Call(Sys.Prlimit.Number, 0, resource, 0, (nint)current) == 0 && (ulong)current[1] <= (ulong)value)
            return;
        throw new JailUnavailableException($"Resource limit {resource} could not be set (error {Libc.Errno}).", "Raise the limits of the user who starts the agent.");
    }
}
