namespace IntegrationAgent.Jail.Tests;

public sealed class JailPolicyTests
{
    private static readonly JailPolicy s_policy = new()
    {
        AllowTcp = true,
        TcpPorts = [443, 8443],
        ReadOnlyPaths = ["/a b", "/c=d"],
        ReadWritePaths = ["/é"],
        PrivateFolder = "/private",
        MaxMemoryBytes = 1L << 33,
        MaxCpuSeconds = 7,
        MaxProcesses = 8,
        MaxOpenFiles = 9,
        MaxFileBytes = 10,
        ParentProcessId = 11,
    };

    [Fact]
    public void Text_reads_back_as_it_was_written()
    {
        var read = JailPolicy.Parse(s_policy.Format());

        Assert.Equivalent(s_policy, read, strict: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("jail2")]
    [InlineData("jail1")]
    [InlineData("jail1\nprivate=/p")]
    public void Incomplete_text_is_refused(string text) => Assert.Throws<FormatException>(() => JailPolicy.Parse(text));

    [Theory]
    [InlineData("tcp=1", "tcp=-1")]
    [InlineData("memory=8589934592", "memory=lots")]
    [InlineData("memory=8589934592", "memory=8589934592\nmore=1")]
    [InlineData("private=/private", "private=relative")]
    [InlineData("rw=/é", "rw")]
    public void Changed_text_is_refused(string from, string to)
    {
        var text = s_policy.Format();

        Assert.Contains(from, text, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => JailPolicy.Parse(text.Replace(from, to, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("/with\nrw=/etc")]
    [InlineData("/with\0nul")]
    public void Path_that_could_be_read_as_something_else_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() => new JailPolicy { PrivateFolder = "/p", ReadOnlyPaths = [path] }.Format());
}
