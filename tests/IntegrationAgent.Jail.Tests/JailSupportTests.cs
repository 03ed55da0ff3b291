using System.Runtime.InteropServices;

namespace IntegrationAgent.Jail.Tests;

public sealed class JailSupportTests
{
    private static readonly JailMachine s_machine = new(Linux: true, Architecture.X64, Musl: false, LandlockAbi: 1);

    [Fact]
    public void Kernel_without_landlock_is_refused() => Refused(s_machine with { LandlockAbi = 0 }, "Landlock");

    [Fact]
    public void Other_system_than_linux_is_refused() => Refused(s_machine with { Linux = false }, "Linux");

    [Fact]
    public void Machine_without_a_table_of_system_calls_is_refused() => Refused(s_machine with { Architecture = Architecture.RiscV64 }, "RiscV64");

    [Fact]
    public void Other_c_library_is_refused() => Refused(s_machine with { Musl = true }, "GNU C library");

    [Theory]
    [InlineData(1, JailLevel.Files)]
    [InlineData(3, JailLevel.Files)]
    [InlineData(4, JailLevel.Network)]
    [InlineData(6, JailLevel.Full)]
    [InlineData(9, JailLevel.Full)]
    public void Level_follows_the_version_of_landlock(int abi, JailLevel level) =>
        Assert.Equal(level, JailSupport.Require(s_machine with { LandlockAbi = abi }));

    private static void Refused(JailMachine machine, string word)
    {
        var exception = Assert.Throws<JailUnavailableException>(() => JailSupport.Require(machine));

        Assert.Contains(word, exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(exception.NextAction);
    }
}
