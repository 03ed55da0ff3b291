using System.Globalization;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail;

/// <summary>Puts the running program into the jail: the first line of a host's <c>Main</c>.</summary>
/// <remarks>
/// The first call restricts its thread and executes the program again, so that the whole new process is inside; the second call, in that
/// process, ends the starting of programs and tries to break out. A launcher makes the first call for a host: <see cref="Launch"/>. A mark in the environment says which call it is, but is never trusted:
/// a process that claims to be inside and is not does not pass the proof. Standard input, output and error survive; no other descriptor does.
/// </remarks>
public static unsafe class SelfJail
{
    /// <summary>The status a host ends with when the jail cannot be had or does not hold.</summary>
    public const int UnavailableExitCode = 5;

    /// <summary>What a refusal on standard error begins with.</summary>
    public const string ErrorCode = "E-SBX-UNAVAILABLE";

    /// <summary>What stands, in a refusal, between the reason and what to do.</summary>
    public const string NextMark = " Next: ";

    /// <summary>What asks a launcher for its <see cref="Identity"/>.</summary>
    public const string IdentifyArgument = "--identify";

    private const string StageVariable = "INTAGENT_JAIL_STAGE";
    private const string Inside = "inside";
    private const int SetNoNewPrivileges = 38, GetNoNewPrivileges = 39, SetParentDeathSignal = 1, SetDumpable = 4, KillSignal = 9, CloseOnExec = 4;

    /// <summary>Which build of this library a program holds, as one line: a launcher and the hosts it starts are of one.</summary>
    public static string Identity => $"intagent-jail {typeof(SelfJail).Module.ModuleVersionId:N}";

    /// <summary>Enters the jail that the environment describes, or ends the process with <see cref="UnavailableExitCode"/> and one line on standard error.</summary>
    /// <param name="args">The arguments of <c>Main</c>; the restarted process gets the same.</param>
    /// <param name="policy">The policy; null reads it from <see cref="JailPolicy.EnvironmentVariable"/>.</param>
    /// <returns>What the jailed process found when it tried to break out. Returns only inside the jail, or where <see cref="JailPolicy.Unisolated"/> was asked for.</returns>
    public static JailReport Enter(string[] args, JailPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        return Enter(args, policy, JailMachine.This());
    }

    /// <summary>
    /// The whole of a launcher: enters the jail that the environment describes and becomes the host, which then proves its jail as one that entered by itself.
    /// The host must be called with the same version of this library.
    /// </summary>
    /// <param name="command">The <c>dotnet</c> program, the host's assembly and its arguments; or <c>--identify</c> alone.</param>
    /// <returns>0 after <c>--identify</c>. Otherwise it does not return: this process is the host, or has ended with <see cref="UnavailableExitCode"/>.</returns>
    public static int Launch(string[] command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command is [IdentifyArgument])
        {
            Console.Out.WriteLine(Identity);
            return 0;
        }

        try
        {
            if (command is not [['/', ..] program, ['/', ..] assembly, ..])
                throw new ArgumentException("A launcher is given the dotnet program and a host's assembly, both as absolute paths.");
            var policy = PolicyOfEnvironment();
            throw Execute(JailRestart.Of(program, assembly, command.AsSpan(2), Path.GetDirectoryName(program) ?? "/", policy, StageVariable, Inside), policy, JailMachine.This());
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            return Refuse(exception);
        }
    }

    internal static JailReport Enter(string[] args, JailPolicy? policy, JailMachine machine)
    {
        try
        {
            return Environment.GetEnvironmentVariable(StageVariable) switch
            {
                Inside => Prove(machine),
                _ => Start(args, policy, machine),
            };
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            Refuse(exception);
            throw;
        }
    }

    private static bool IsRefusal(Exception exception) =>
        exception is JailUnavailableException or FormatException or ArgumentException or OverflowException or IOException or UnauthorizedAccessException;

    private static int Refuse(Exception exception)
    {
        var next = (exception as JailUnavailableException)?.NextAction ?? "Start the host through the agent.";
        Console.Error.WriteLine($"{ErrorCode} {exception.Message}{NextMark}{next}");
        Environment.Exit(UnavailableExitCode);
        return UnavailableExitCode;
    }

    private static JailReport Start(string[] args, JailPolicy? policy, JailMachine machine)
    {
        if (policy is null && Environment.GetEnvironmentVariable(JailPolicy.EnvironmentVariable) == JailPolicy.Unisolated)
            return new JailReport { Level = JailLevel.None, LandlockAbi = 0, Seccomp = false, Checks = [] };
        policy ??= PolicyOfEnvironment();
        throw Execute(JailRestart.OfThisProcess(args, policy, StageVariable, Inside), policy, machine);
    }

    /// <summary>Restricts this thread and becomes the host. Returns only when that could not be done.</summary>
    private static JailUnavailableException Execute(JailRestart restart, JailPolicy policy, JailMachine machine)
    {
        JailSupport.Require(machine);
        if (policy.ParentProcessId > 0)
            DieWithParent(policy.ParentProcessId);
        _ = Libc.Call(Sys.Setsid.Number);
        _ = Libc.Call(Sys.Umask.Number, 0b000_111_111);
        Check(Libc.Call(Sys.CloseRange.Number, 3, unchecked((nint)uint.MaxValue), CloseOnExec), "close inherited descriptors");
        Check(Libc.Call(Sys.Chdir.Number, (nint)Libc.Utf8(policy.PrivateFolder)), "enter the private folder");
        ResourceLimits.DropCapabilities();
        Check(Libc.Call(Sys.Prctl.Number, SetNoNewPrivileges, 1), "set no-new-privileges");
        Landlock.Restrict(machine.LandlockAbi, policy, restart.Paths);
        Seccomp.Install(Seccomp.Entry(machine.Architecture, policy, Environment.ProcessId), everyThread: false);
        restart.Execute();
        return new JailUnavailableException($"The host could not be started inside (error {Libc.Errno}).", "Check that the .NET installation is readable.");
    }

    private static JailReport Prove(JailMachine machine)
    {
        var policy = PolicyOfEnvironment();
        Environment.SetEnvironmentVariable(StageVariable, null);
        Environment.SetEnvironmentVariable(JailPolicy.EnvironmentVariable, null);
        var level = JailSupport.Require(machine);
        if (Libc.Call(Sys.Prctl.Number, GetNoNewPrivileges) != 1)
            throw new JailUnavailableException("The jail does not hold: this process was never put inside.", "Start the host through the agent.");
        Seccomp.Install(Seccomp.Final(machine.Architecture), everyThread: true);
        Check(Libc.Call(Sys.Prctl.Number, SetDumpable, 0), "close the process to others");
        ResourceLimits.Apply(policy);
        var checks = JailProof.Run(policy.AllowTcp);
        foreach (var check in checks)
        {
            if (!check.Held)
                throw new JailUnavailableException(string.Create(CultureInfo.InvariantCulture, $"The jail does not hold: {check.Name} (error {check.Errno})."), "Report this with the kernel version; run nothing here until it is understood.");
        }

        return new JailReport { Level = level, LandlockAbi = machine.LandlockAbi, Seccomp = true, Checks = checks };
    }

    private static JailPolicy PolicyOfEnvironment() =>
        JailPolicy.Parse(Environment.GetEnvironmentVariable(JailPolicy.EnvironmentVariable)
            ?? throw new JailUnavailableException($"{JailPolicy.EnvironmentVariable} is not set.", "Start the host through the agent."));

    private static void DieWithParent(int parent)
    {
        Check(Libc.Call(Sys.Prctl.Number, SetParentDeathSignal, KillSignal), "bind to the parent");
        if (Libc.Call(Sys.Getppid.Number) != parent)
            throw new JailUnavailableException("The process that started this host is gone.", "Start the run again.");
    }

    private static void Check(nint result, string what)
    {
        if (result < 0)
            throw new JailUnavailableException($"Could not {what} (error {Libc.Errno}).", "Run on Linux 5.13 or later, or configure a remote sandbox.");
    }
}
