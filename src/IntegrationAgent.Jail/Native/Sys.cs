using System.Runtime.InteropServices;

namespace IntegrationAgent.Jail.Native;

/// <summary>A system call by its number on each machine; -1 where the machine has none.</summary>
internal readonly struct Sys(int x64, int arm64)
{
    public static readonly Sys Execve = new(59, 221), Execveat = new(322, 281);
    public static readonly Sys Clone = new(56, 220), Clone3 = new(435, 435);
    public static readonly Sys Openat = new(257, 56), Close = new(3, 57), Read = new(0, 63), CloseRange = new(436, 436);
    public static readonly Sys Getpid = new(39, 172), Getppid = new(110, 173);
    public static readonly Sys Prctl = new(157, 167), Prlimit = new(302, 261), Capset = new(126, 91), Seccomp = new(317, 277);
    public static readonly Sys LandlockCreate = new(444, 444), LandlockAdd = new(445, 445), LandlockRestrict = new(446, 446);
    public static readonly Sys Kill = new(62, 129), Tgkill = new(234, 131);
    public static readonly Sys Socket = new(41, 198), Sendto = new(44, 206), Sendmsg = new(46, 211), Sendmmsg = new(307, 269), SchedSetaffinity = new(203, 122);
    public static readonly Sys Ioctl = new(16, 29), Unshare = new(272, 97), Setns = new(308, 268), Ptrace = new(101, 117);
    public static readonly Sys IoUringSetup = new(425, 425), Setsid = new(112, 157), Chdir = new(80, 49), Umask = new(95, 166), Fstat = new(5, 80);
    public static readonly Sys Bpf = new(321, 280), Mount = new(165, 40), MemfdCreate = new(319, 279);

    private readonly int _x64 = x64;
    private readonly int _arm64 = arm64;

    public int Number => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? _x64 : _arm64;

    public int On(Architecture machine) => machine == Architecture.X64 ? _x64 : _arm64;
}
