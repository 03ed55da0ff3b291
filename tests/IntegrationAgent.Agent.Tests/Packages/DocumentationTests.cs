using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.Packages;

public sealed partial class DocumentationTests
{
    private static string Document { get; } = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "driver-packages.md"));

    [Fact]
    public void Every_error_code_is_documented_and_every_documented_one_exists()
    {
        var source = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "IntegrationAgent.Agent", "Packages"), "*.cs").Select(File.ReadAllText);
        var thrown = source.SelectMany(text => Thrown().Matches(text)).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

        var documented = Row().Matches(Document).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);

        Assert.Equal(thrown, documented);
    }

    [Fact]
    public void Every_capability_is_documented_in_order() =>
        Assert.Equal(DriverCapability.All, Capability().Matches(Document).Select(match => match.Groups[1].Value));

    [GeneratedRegex("\"(E-PKG-[A-Z-]+)\"")]
    private static partial Regex Thrown();

    [GeneratedRegex(@"^\| `(E-PKG-[A-Z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `([a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Capability();
}
