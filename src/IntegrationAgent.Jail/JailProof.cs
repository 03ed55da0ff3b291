using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail;

/// <summary>Tries to leave the jail in every direction. Each call is chosen so that it does nothing even where it is allowed.</summary>
internal static unsafe class JailProof
{
    private const int AtWorkingDirectory = -100, Create = 0x40, WriteOnly = 1;
    private const int GetNoNewPrivileges = 39, GetSeccomp = 21, CloneSignalHandlers = 0x800;
    private const int Unix = 1, Internet = 2, Raw = 3, Stream = 1;

    public static JailCheck[] Run(bool allowTcp)
    {
        // An array, which is compiled ahead of time: a list over a type of ours would be compiled anew in every process.
        JailCheck[] always =
        [
            Answers("no new privileges", Libc.Call(Sys.Prctl.Number, GetNoNewPrivileges), 1),
            Answers("seccomp filter", Libc.Call(Sys.Prctl.Number, GetSeccomp), 2),
            Denied("list the root folder", Open("/", 0), Libc.Eacces),
            // Behind bubblewrap the file is not there at all, and the root is read-only.
            Denied("read /etc/passwd", Open("/etc/passwd", 0), Libc.Eacces, Libc.Enoent),
            Denied("create a file outside", Open("/intagent-jail-proof", Create | WriteOnly), Libc.Eacces, Libc.Erofs),
            Denied("local socket", Libc.ErrnoOf(Sys.Socket.Number, Unix, Stream), Libc.Eacces),
            Denied("raw socket", Libc.ErrnoOf(Sys.Socket.Number, Internet, Raw, 1), Libc.Eacces),
            // With a null program, an invalid flag or an invalid descriptor the kernel would answer something else.
            Denied("start a program", Libc.ErrnoOf(Sys.Execve.Number), Libc.Eperm),
            Denied("start a process", Libc.ErrnoOf(Sys.Clone.Number, CloneSignalHandlers), Libc.Eperm),
            Denied("signal everyone", Libc.ErrnoOf(Sys.Kill.Number, -1), Libc.Eperm),
            Denied("new namespace", Libc.ErrnoOf(Sys.Unshare.Number), Libc.Eperm),
            Denied("join a namespace", Libc.ErrnoOf(Sys.Setns.Number, -1), Libc.Eperm),
            Denied("trace", Libc.ErrnoOf(Sys.Ptrace.Number, -1, -1), Libc.Eperm),
            Denied("io_uring", Libc.ErrnoOf(Sys.IoUringSetup.Number), Libc.Eperm),
            Denied("bpf", Libc.ErrnoOf(Sys.Bpf.Number, -1), Libc.Eperm),
        ];
        if (allowTcp)
            return always;
        var checks = new JailCheck[always.Length + 1];
        Array.Copy(always, checks, always.Length);
        checks[always.Length] = Denied("TCP socket", Libc.ErrnoOf(Sys.Socket.Number, Internet, Stream), Libc.Eacces);
        return checks;
    }

    private static int Open(string path, int flags)
    {
        var file = Libc.Call(Sys.Openat.Number, AtWorkingDirectory, (nint)Libc.Utf8(path), flags, 0x180);
        if (file < 0)
            return Libc.Errno;
        _ = Libc.Call(Sys.Close.Number, file);
        return 0;
    }

    private static JailCheck Denied(string name, int error, int expected) => new(name, error == expected, error);

    private static JailCheck Denied(string name, int error, int expected, int other) => new(name, error == expected || error == other, error);

    private static JailCheck Answers(string name, nint actual, int expected) => new(name, actual == expected, 0);
}
