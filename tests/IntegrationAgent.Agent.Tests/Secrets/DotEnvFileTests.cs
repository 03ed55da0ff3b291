using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.Tests.Secrets;

public sealed class DotEnvFileTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), "intagent-" + Path.GetRandomFileName());

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Every_way_of_writing_a_value_is_read()
    {
        var file = Write(
            """
            # a comment
            PLAIN=one two   # a comment
            HASH=a#b
            export EXPORTED = spaced
            SINGLE='literal \n $HOME # no comment'
            DOUBLE="tab\there \"quoted\" \\ \$HOME" # a comment
            EMPTY=
            EQUALS=a=b==
            PEM="-----BEGIN PRIVATE KEY-----
            MIIE
            -----END PRIVATE KEY-----"
            LAST=end
            """);

        var variables = file.Read();

        Assert.Equal("one two", variables["PLAIN"]);
        Assert.Equal("a#b", variables["HASH"]);
        Assert.Equal("spaced", variables["EXPORTED"]);
        Assert.Equal("literal \\n $HOME # no comment", variables["SINGLE"]);
        Assert.Equal("tab\there \"quoted\" \\ $HOME", variables["DOUBLE"]);
        Assert.Equal("", variables["EMPTY"]);
        Assert.Equal("a=b==", variables["EQUALS"]);
        Assert.Equal("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", variables["PEM"]);
        Assert.Equal("end", variables["LAST"]);
    }

    [Theory]
    [InlineData("A=1\nB\nC=3", 2)]
    [InlineData("A=1\n\n=x", 3)]
    [InlineData("A=\"open\nand on", 1)]
    [InlineData("A='x' y", 1)]
    public void A_line_that_cannot_be_understood_is_named_without_its_content(string text, int line)
    {
        var exception = Assert.Throws<AgentException>(() => Write(text).Read());

        Assert.Equal("E-SEC-ENV-SYNTAX", exception.Code);
        Assert.StartsWith($"Line {line} of", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("open", exception.Message.Replace(path, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_touch_is_refused(UnixFileMode other)
    {
        var file = Write("SECRET=canary");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | other);

        var exception = Assert.Throws<AgentException>(() => file.Read());

        Assert.Equal("E-SEC-ENV-MODE", exception.Code);
        Assert.Contains("chmod 600", exception.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public void No_file_is_no_variables() => Assert.Empty(new DotEnvFile(path).Read());

    private DotEnvFile Write(string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new DotEnvFile(path);
    }
}
