using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail.Probe;

internal static partial class Cases
{
    private const int NewUser = 0x10000000;

    private static void Kernel()
    {
        Add("kernel: unshare user", () => Call(Sys.Unshare, NewUser));
        Add("kernel: setns", () => Call(Sys.Setns, 0, NewUser));
        Add("kernel: mount", () => Call(Sys.Mount, Text("none"), Text(Own), Text("tmpfs")));
        Add("kernel: pivot_root", () => Call(new Sys(155, 41), Text("."), Text(".")));
        Add("kernel: bpf", () => Bpf());
        Add("kernel: perf_event_open", () => Call(new Sys(298, 241), Zeroes(), 0, -1, -1));
        Add("kernel: keyctl", () => Call(new Sys(250, 219), 0, -3, 1));
        Add("kernel: userfaultfd", () => Call(new Sys(323, 282), 1));
        Add("kernel: personality", () => Call(new Sys(135, 92), 0x0040000));
        Add("kernel: clone3 with a user namespace", () => Clone3());
        Add("kernel: clone with a user namespace", () => Call(Sys.Clone, NewUser | 17));
        Add("kernel: memfd_create", () => Call(Sys.MemfdCreate, Text("m")));
        Add("kernel: shmget", () => Call(new Sys(29, 194), 0, 4096, 0x3ff));
        Add("kernel: process_vm_readv", () => Call(new Sys(310, 270), Libc.Call(Sys.Getppid.Number), Zeroes(), 1, Zeroes(), 1));
        Add("kernel: inotify", () => Call(new Sys(294, 26)));
        Add("kernel: a call newer than the table", () => Call(new Sys(467, 467)));
        Add("kernel: push input into a terminal", () => Call(Sys.Ioctl, 0, 0x5412, Zeroes()));
    }

    private static string Call(Sys call, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0) => Outcome.Of(Libc.Call(call.Number, a, b, c, d, e));

    private static unsafe nint Zeroes() => (nint)Libc.Utf8(new string('\0', 256));

    private static unsafe string Bpf()
    {
        var map = stackalloc uint[32];
        new Span<uint>(map, 32).Clear();
        (map[0], map[1], map[2], map[3]) = (2, 4, 4, 1);
        return Call(Sys.Bpf, 0, (nint)map, 128);
    }

    private static unsafe string Clone3()
    {
        var arguments = stackalloc ulong[11];
        new Span<ulong>(arguments, 11).Clear();
        arguments[0] = NewUser;
        arguments[4] = 17;
        var child = Libc.Call(Sys.Clone3.Number, (nint)arguments, 88);
        if (child == 0)
            _ = Libc.Call(s_exitGroup.Number);
        return Outcome.Of(child);
    }
}
