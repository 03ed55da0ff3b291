using System.Runtime.InteropServices;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail.Tests;

/// <summary>Runs the programs in an interpreter of their small language, so that the other machine's table is exercised too.</summary>
public sealed class SeccompFilterTests
{
    private const uint X64 = 0xC000003E, Arm64 = 0xC00000B7, Allow = 0x7fff0000, Kill = 0x80000000, Fail = 0x00050000;
    private const int Pid = 77;

    public static TheoryData<Architecture> Machines => [Architecture.X64, Architecture.Arm64];

    [Theory]
    [MemberData(nameof(Machines))]
    public void Denied_calls_answer_an_error(Architecture machine)
    {
        var filter = Seccomp.Entry(machine, Policy(tcp: false), Pid).Build();

        foreach (var call in DeniedSystemCalls.Always.Where(call => call.On(machine) >= 0))
            Assert.Equal(Fail | 1, Run(filter, machine, call));
        foreach (var call in DeniedSystemCalls.Serving.Concat(DeniedSystemCalls.Connecting).Where(call => call.On(machine) >= 0))
            Assert.Equal(Fail | 13, Run(filter, machine, call));
        Assert.Equal(Fail | 38, Run(filter, machine, Sys.Clone3));
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Ordinary_calls_are_allowed(Architecture machine)
    {
        var filter = Seccomp.Entry(machine, Policy(tcp: false), Pid).Build();

        foreach (var call in new[] { Sys.Openat, Sys.Close, Sys.Getpid, Sys.Execve, Sys.Fstat })
            Assert.Equal(Allow, Run(filter, machine, call));
        Assert.Equal(Allow, Run(filter, machine, Sys.Clone, 0x3d0f00));
        Assert.Equal(Allow, Run(filter, machine, Sys.Kill, Pid));
        Assert.Equal(Allow, Run(filter, machine, Sys.Tgkill, Pid, 78));
        Assert.Equal(Allow, Run(filter, machine, Sys.Prlimit, 0));
        Assert.Equal(Allow, Run(filter, machine, Sys.Prctl, 4, 0));
    }

    [Theory]
    [InlineData(0x10000000UL | 0x10000)]
    [InlineData(17UL)]
    [InlineData(0x20000UL | 0x10000)]
    public void Clone_that_is_no_thread_is_denied(ulong flags) =>
        Assert.Equal(Fail | 1, Run(Seccomp.Entry(Architecture.X64, Policy(tcp: false), Pid).Build(), Architecture.X64, Sys.Clone, flags));

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(0xffffffb3UL)]
    public void Signal_to_anyone_else_is_denied(ulong target) =>
        Assert.Equal(Fail | 1, Run(Seccomp.Entry(Architecture.X64, Policy(tcp: false), Pid).Build(), Architecture.X64, Sys.Kill, target, 9));

    [Theory]
    [InlineData(2UL, 1UL, 0UL, Allow)]
    [InlineData(10UL, 0x80801UL, 6UL, Allow)]
    [InlineData(2UL, 2UL, 17UL, Allow)]
    [InlineData(0x1_0000_0002UL, 1UL, 0UL, Allow)]
    [InlineData(0x1_0000_0001UL, 1UL, 0UL, Fail | 13)]
    [InlineData(1UL, 1UL, 0UL, Fail | 13)]
    [InlineData(2UL, 3UL, 0UL, Fail | 13)]
    [InlineData(2UL, 2UL, 1UL, Fail | 13)]
    [InlineData(2UL, 1UL, 262UL, Fail | 13)]
    [InlineData(40UL, 1UL, 0UL, Fail | 13)]
    public void Driver_socket_is_decided_by_family_type_and_protocol(ulong family, ulong type, ulong protocol, uint verdict)
    {
        foreach (var machine in new[] { Architecture.X64, Architecture.Arm64 })
            Assert.Equal(verdict, Run(Seccomp.Entry(machine, Policy(tcp: true), Pid).Build(), machine, Sys.Socket, family, type, protocol));
    }

    [Fact]
    public void Call_of_another_machine_kills() =>
        Assert.Equal(Kill, Run(Seccomp.Entry(Architecture.X64, Policy(tcp: false), Pid).Build(), Arm64, 63));

    [Theory]
    [InlineData(463u)]
    [InlineData(0x40000000u)]
    [InlineData(uint.MaxValue)]
    public void Number_beyond_the_table_answers_no_such_call(uint number) =>
        Assert.Equal(Fail | 38, Run(Seccomp.Entry(Architecture.X64, Policy(tcp: false), Pid).Build(), X64, number));

    [Theory]
    [MemberData(nameof(Machines))]
    public void After_the_restart_no_program_is_started(Architecture machine)
    {
        var filter = Seccomp.Final(machine).Build();

        Assert.Equal(Fail | 1, Run(filter, machine, Sys.Execve));
        Assert.Equal(Fail | 1, Run(filter, machine, Sys.Execveat));
        Assert.Equal(Allow, Run(filter, machine, Sys.Openat));
    }

    private static JailPolicy Policy(bool tcp) => new() { AllowTcp = tcp, PrivateFolder = "/private" };

    private static uint Run(SeccompFilter.Instruction[] program, Architecture machine, Sys call, params ulong[] arguments) =>
        Run(program, machine == Architecture.X64 ? X64 : Arm64, (uint)call.On(machine), arguments);

    private static uint Run(SeccompFilter.Instruction[] program, uint machine, uint number, params ulong[] arguments)
    {
        var accumulator = 0u;
        for (var at = 0; ; at++)
        {
            var (code, value) = (program[at].Code, program[at].Value);
            switch (code)
            {
                case 0x20: accumulator = Load(value); break;
                case 0x54: accumulator &= value; break;
                case 0x15: at += accumulator == value ? program[at].WhenTrue : program[at].WhenFalse; break;
                case 0x25: at += accumulator > value ? program[at].WhenTrue : program[at].WhenFalse; break;
                case 0x45: at += (accumulator & value) != 0 ? program[at].WhenTrue : program[at].WhenFalse; break;
                case 0x06: return value;
                default: throw new InvalidOperationException($"No such instruction {code:x}.");
            }
        }

        uint Load(uint offset) => offset switch
        {
            0 => number,
            4 => machine,
            _ => (uint)(arguments.ElementAtOrDefault(((int)offset - 16) / 8) >> ((int)offset % 8 * 8)),
        };
    }
}
