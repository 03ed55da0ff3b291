using System.Runtime.InteropServices;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail;

/// <summary>A classic BPF program over system calls, built rule by rule; whatever no rule names is allowed.</summary>
internal sealed class SeccompFilter
{
    private const ushort LoadWord = 0x20, JumpIfEqual = 0x15, JumpIfGreater = 0x25, JumpIfSet = 0x45, And = 0x54, Return = 0x06;
    private const uint AllowCall = 0x7fff0000, KillProcess = 0x80000000, FailWith = 0x00050000;
    private const uint NumberOffset = 0, MachineOffset = 4, ArgumentsOffset = 16;

    private readonly InstructionList _program = new();
    private readonly Architecture _machine;

    public SeccompFilter(Architecture machine, int newest)
    {
        _machine = machine;
        Add(LoadWord, MachineOffset);
        Add(JumpIfEqual, machine == Architecture.X64 ? 0xC000003E : 0xC00000B7, 1, 0);
        Add(Return, KillProcess);
        Add(LoadWord, NumberOffset);
        // Also refuses the x32 calls, whose numbers carry bit 30.
        Add(JumpIfGreater, (uint)newest, 0, 1);
        Add(Return, FailWith | Libc.Enosys);
    }

    public void Deny(Sys call, int error)
    {
        if (call.On(_machine) < 0)
            return;
        Add(JumpIfEqual, (uint)call.On(_machine), 0, 1);
        Add(Return, FailWith | (uint)error);
    }

    /// <summary>Adds a rule on the arguments of one call; what the rule does not decide is allowed.</summary>
    public void When(Sys call, Action<Rule> build)
    {
        if (call.On(_machine) < 0)
            return;
        var rule = new Rule();
        build(rule);
        rule.Body.Add(new Instruction(Return, 0, 0, AllowCall));
        Add(JumpIfEqual, (uint)call.On(_machine), 0, checked((byte)rule.Body.Count));
        _program.AddRange(rule.Body);
    }

    public Instruction[] Build() => _program.ToArray(last: new Instruction(Return, 0, 0, AllowCall));

    private void Add(ushort code, uint value, byte whenTrue = 0, byte whenFalse = 0) =>
        _program.Add(new Instruction(code, whenTrue, whenFalse, value));

    /// <summary>Compares the low 32 bits of arguments: the kernel ignores the rest of an <c>int</c>, and so must the rule.</summary>
    public sealed class Rule
    {
        internal InstructionList Body { get; } = new();

        public Rule Argument(int index, uint mask = uint.MaxValue)
        {
            Body.Add(new Instruction(LoadWord, 0, 0, ArgumentsOffset + (8 * (uint)index)));
            if (mask != uint.MaxValue)
                Body.Add(new Instruction(And, 0, 0, mask));
            return this;
        }

        public Rule AllowEqual(uint value) => Decide(JumpIfEqual, value, AllowCall);

        public Rule DenyEqual(uint value, int error) => Decide(JumpIfEqual, value, FailWith | (uint)error);

        public Rule DenyAnyBit(uint bits, int error) => Decide(JumpIfSet, bits, FailWith | (uint)error);

        public Rule AllowAnyBit(uint bits) => Decide(JumpIfSet, bits, AllowCall);

        /// <summary>Goes on only when the argument is one of the values.</summary>
        public Rule DenyUnlessOneOf(int error, params uint[] values)
        {
            for (var i = 0; i < values.Length; i++)
                Body.Add(new Instruction(JumpIfEqual, checked((byte)(values.Length - i)), 0, values[i]));
            return Deny(error);
        }

        public Rule Deny(int error)
        {
            Body.Add(new Instruction(Return, 0, 0, FailWith | (uint)error));
            return this;
        }

        private Rule Decide(ushort jump, uint value, uint verdict)
        {
            Body.Add(new Instruction(jump, 0, 1, value));
            Body.Add(new Instruction(Return, 0, 0, verdict));
            return this;
        }
    }

    /// <summary>The kernel's <c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Instruction(ushort code, byte whenTrue, byte whenFalse, uint value)
    {
        public readonly ushort Code = code;
        public readonly byte WhenTrue = whenTrue;
        public readonly byte WhenFalse = whenFalse;
        public readonly uint Value = value;
    }
}
