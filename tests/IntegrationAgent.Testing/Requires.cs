using Xunit;

namespace IntegrationAgent.Testing;

/// <summary>
/// What a test needs of the machine beyond .NET. A missing one is reported as <c>not run: needs X</c>;
/// with <c>INTAGENT_REQUIRE=bwrap,postgres</c> in the environment it is a failure.
/// </summary>
public static class Requires
{
    /// <summary>Continues when <paramref name="present"/>; otherwise skips the test, or fails it where the need was declared required.</summary>
    public static void Need(string need, bool present, string install = "")
    {
        if (present)
            return;

        var required = (Environment.GetEnvironmentVariable("INTAGENT_REQUIRE") ?? "").Split(',', StringSplitOptions.TrimEntries);
        if (required.Contains(need, StringComparer.Ordinal))
            Assert.Fail($"INTAGENT_REQUIRE names {need}, and this machine has none. {install}".TrimEnd());
        Assert.Skip($"not run: needs {need}");
    }

    /// <summary>Needs a program on the PATH.</summary>
    public static void Program(string need, string executable) =>
        Need(need, (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(System.IO.Path.Combine(folder, executable))));
}
