using System.Buffers.Binary;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail;

/// <summary>Which files the process may touch, held by the kernel. Binds the calling thread and what it executes.</summary>
internal static unsafe class Landlock
{
    private const ulong Execute = 1 << 0, WriteFile = 1 << 1, ReadFile = 1 << 2, ReadDir = 1 << 3;
    private const ulong MakeChar = 1 << 6, MakeSock = 1 << 9, MakeFifo = 1 << 10, MakeBlock = 1 << 11, MakeSym = 1 << 12;
    private const ulong Truncate = 1 << 14, IoctlDevice = 1 << 15;
    private const ulong OnFiles = Execute | WriteFile | ReadFile | Truncate | IoctlDevice;
    private const ulong NeverWritten = Execute | MakeChar | MakeSock | MakeFifo | MakeBlock | MakeSym | IoctlDevice;
    private const ulong BindTcp = 1 << 0, ConnectTcp = 1 << 1, ScopeAbstractSockets = 1 << 0, ScopeSignals = 1 << 1;
    private const int OpenPath = 0x200000, OpenCloseOnExec = 0x80000, AtWorkingDirectory = -100;
    private const int RulePathBeneath = 1, RulePort = 2, AskVersion = 1;

    /// <summary>The version of the kernel's Landlock; 0 where there is none.</summary>
    public static int Abi()
    {
        var version = Libc.Call(Sys.LandlockCreate.Number, 0, 0, AskVersion);
        return version < 0 ? 0 : (int)version;
    }

    /// <summary>Puts the calling thread inside. No-new-privileges must be set.</summary>
    public static void Restrict(int abi, JailPolicy policy, JailPaths paths)
    {
        var handled = HandledFiles(abi);
        var byPort = policy is { AllowTcp: true, TcpPorts.Count: > 0 };
        var attributes = stackalloc ulong[3];
        attributes[0] = handled;
        attributes[1] = policy.AllowTcp && !byPort ? BindTcp : BindTcp | ConnectTcp;
        attributes[2] = ScopeAbstractSockets | ScopeSignals;
        var size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
        var ruleset = (int)Libc.Call(Sys.LandlockCreate.Number, (nint)attributes, size);
        if (ruleset < 0)
            throw Failed("create a rule set");

        foreach (var path in paths.Executable)
            Allow(ruleset, path, handled & (Execute | ReadFile), required: false);
        foreach (var path in paths.System)
            Allow(ruleset, path, handled & (ReadFile | ReadDir), required: false);
        Allow(ruleset, "/dev/null", handled & (ReadFile | WriteFile | Truncate), required: false);
        foreach (var path in policy.ReadOnlyPaths)
            Allow(ruleset, path, handled & (ReadFile | ReadDir), required: true);
        foreach (var path in policy.ReadWritePaths)
            Allow(ruleset, path, handled & ~NeverWritten, required: true);
        Allow(ruleset, policy.PrivateFolder, handled & ~NeverWritten, required: true);
        if (abi >= 4 && byPort)
        {
            foreach (var port in policy.TcpPorts)
                AllowPort(ruleset, port);
        }

        if (Libc.Call(Sys.LandlockRestrict.Number, ruleset, 0) < 0)
            throw Failed("enter the rule set");
        _ = Libc.Call(Sys.Close.Number, ruleset);
    }

    private static ulong HandledFiles(int abi) =>
        ((1UL << 13) - 1) | (abi >= 2 ? 1UL << 13 : 0) | (abi >= 3 ? Truncate : 0) | (abi >= 5 ? IoctlDevice : 0);

    private static void Allow(int ruleset, string path, ulong access, bool required)
    {
        var folder = Directory.Exists(path);
        if (!folder && !File.Exists(path))
        {
            if (required)
                throw new JailUnavailableException($"The jail was told of a path that does not exist: {path}.", "Create it, or correct the path in the connection or workspace.");
            return;
        }

        var file = (int)Libc.Call(Sys.Openat.Number, AtWorkingDirectory, (nint)Libc.Utf8(path), OpenPath | OpenCloseOnExec);
        if (file < 0)
        {
            if (required)
                throw Failed($"open {path}");
            return;
        }

        // The kernel's structure is packed: 8 bytes of access, 4 bytes of descriptor.
        var rule = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(rule, 8), folder ? access : access & OnFiles);
        BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(rule + 8, 4), file);
        var added = Libc.Call(Sys.LandlockAdd.Number, ruleset, RulePathBeneath, (nint)rule);
        var error = Libc.Errno;
        _ = Libc.Call(Sys.Close.Number, file);
        if (added < 0 && required)
            throw Failed($"allow {path}", error);
    }

    private static void AllowPort(int ruleset, int port)
    {
        var rule = stackalloc ulong[2];
        rule[0] = ConnectTcp;
        rule[1] = (ulong)port;
        if (Libc.Call(Sys.LandlockAdd.Number, ruleset, RulePort, (nint)rule) < 0)
            throw Failed($"allow port {port}");
    }

    private static JailUnavailableException Failed(string what, int? error = null) =>
        new($"Landlock could not {what} (error {error ?? Libc.Errno}).", "Run on Linux 5.13 or later with Landlock enabled, or configure a remote sandbox.");
}
