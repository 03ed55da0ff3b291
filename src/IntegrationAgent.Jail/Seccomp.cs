using System.Runtime.InteropServices;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail;

/// <summary>The two filters of a host: one before its restart, one after it that ends the starting of programs.</summary>
internal static unsafe class Seccomp
{
    private const int SetModeFilter = 1, SynchroniseThreads = 1;
    private const uint CloneThread = 0x10000, CloneNamespaces = 0x7E020000;
    private const uint Internet4 = 2, Internet6 = 10, FastOpen = 0x20000000;
    private const uint PushInput = 0x5412, ConsoleIoctl = 0x541C;

    /// <summary>What <c>prctl</c> is for in a managed process: names, mappings, and the questions about the jail itself.</summary>
    private static readonly uint[] s_prctl = [1, 3, 15, 16, 21, 22, 23, 29, 30, 38, 39, 51, 55, 56, 63, 64, 0x53564d41];
    private static readonly uint[] s_prctlAndDumpable = [4, 1, 3, 15, 16, 21, 22, 23, 29, 30, 38, 39, 51, 55, 56, 63, 64, 0x53564d41];

    public static SeccompFilter Entry(Architecture machine, JailPolicy policy, int pid)
    {
        var filter = new SeccompFilter(machine, DeniedSystemCalls.Newest);
        foreach (var call in DeniedSystemCalls.Always)
            filter.Deny(call, Libc.Eperm);
        foreach (var call in DeniedSystemCalls.Serving)
            filter.Deny(call, Libc.Eacces);

        // A thread is a clone with CLONE_THREAD; everything else is a process or a namespace. The C library falls back from clone3.
        filter.Deny(Sys.Clone3, Libc.Enosys);
        filter.When(Sys.Clone, rule => rule.Argument(0).DenyAnyBit(CloneNamespaces, Libc.Eperm).AllowAnyBit(CloneThread).Deny(Libc.Eperm));
        filter.When(Sys.Kill, rule => rule.Argument(0).AllowEqual((uint)pid).Deny(Libc.Eperm));
        filter.When(Sys.Tgkill, rule => rule.Argument(0).AllowEqual((uint)pid).Deny(Libc.Eperm));
        filter.When(Sys.Prlimit, rule => rule.Argument(0).DenyUnlessOneOf(Libc.Eperm, 0, (uint)pid));
        // The runtime places its own threads; 0 is the calling one.
        filter.When(Sys.SchedSetaffinity, rule => rule.Argument(0).AllowEqual(0).Deny(Libc.Eperm));
        filter.When(Sys.Ioctl, rule => rule.Argument(1).DenyEqual(PushInput, Libc.Eperm).DenyEqual(ConsoleIoctl, Libc.Eperm));
        filter.When(Sys.Prctl, rule =>
        {
            // PR_SET_DUMPABLE may only close the process to others, never open it.
            rule.Argument(0).DenyUnlessOneOf(Libc.Eperm, s_prctlAndDumpable);
            foreach (var option in s_prctl)
                rule.AllowEqual(option);
            rule.Argument(1).DenyUnlessOneOf(Libc.Eperm, 0);
        });

        if (policy.AllowTcp)
            AllowTcp(filter);
        else
            DenySockets(filter);
        return filter;
    }

    /// <summary>After the restart: no other program, ever.</summary>
    public static SeccompFilter Final(Architecture machine)
    {
        var filter = new SeccompFilter(machine, DeniedSystemCalls.Newest);
        filter.Deny(Sys.Execve, Libc.Eperm);
        filter.Deny(Sys.Execveat, Libc.Eperm);
        return filter;
    }

    /// <summary>Puts the calling thread, or every thread of the process, behind the filter.</summary>
    public static void Install(SeccompFilter filter, bool everyThread)
    {
        var program = filter.Build();
        fixed (SeccompFilter.Instruction* first = program)
        {
            var header = new Header { Length = checked((ushort)program.Length), Program = first };
            var result = Libc.Call(Sys.Seccomp.Number, SetModeFilter, everyThread ? SynchroniseThreads : 0, (nint)(&header));
            if (result != 0)
                throw new JailUnavailableException($"The kernel took no seccomp filter (error {Libc.Errno}).", "Run on a kernel with CONFIG_SECCOMP_FILTER, or configure a remote sandbox.");
        }
    }

    private static void AllowTcp(SeccompFilter filter)
    {
        filter.When(Sys.Socket, rule => rule
            .Argument(0).DenyUnlessOneOf(Libc.Eacces, Internet4, Internet6)
            .Argument(1, mask: 0xf).DenyUnlessOneOf(Libc.Eacces, 1, 2)
            .Argument(2).DenyUnlessOneOf(Libc.Eacces, 0, 6, 17));
        // A fast-open send connects without asking the Landlock rule on connect.
        filter.When(Sys.Sendto, rule => rule.Argument(3).DenyAnyBit(FastOpen, Libc.Eacces));
        filter.When(Sys.Sendmsg, rule => rule.Argument(2).DenyAnyBit(FastOpen, Libc.Eacces));
        filter.When(Sys.Sendmmsg, rule => rule.Argument(3).DenyAnyBit(FastOpen, Libc.Eacces));
    }

    private static void DenySockets(SeccompFilter filter)
    {
        filter.Deny(Sys.Socket, Libc.Eacces);
        filter.Deny(Sys.Sendto, Libc.Eacces);
        filter.Deny(Sys.Sendmsg, Libc.Eacces);
        filter.Deny(Sys.Sendmmsg, Libc.Eacces);
        foreach (var call in DeniedSystemCalls.Connecting)
            filter.Deny(call, Libc.Eacces);
    }

    /// <summary>The kernel's <c>struct sock_fprog</c>.</summary>
    private struct Header
    {
        public ushort Length;
        public SeccompFilter.Instruction* Program;
    }
}
