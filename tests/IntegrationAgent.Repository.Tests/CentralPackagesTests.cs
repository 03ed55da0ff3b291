using System.Text.RegularExpressions;

namespace IntegrationAgent.Repository.Tests;

public partial class CentralPackagesTests
{
    private static readonly string Used = string.Concat(
        new[] { "src", "tests", "benchmarks", "templates", "eng" }.SelectMany(folder => SourceTree.Files(folder, "proj").Concat(SourceTree.Files(folder, ".props")).Concat(SourceTree.Files(folder, ".targets"))).Select(SourceTree.Read));

    [Fact]
    public void Every_central_package_has_a_comment_and_a_user() => Assert.Empty(Findings(SourceTree.Read("Directory.Packages.props"), Used));

    [Fact]
    public void Unexplained_or_unused_package_is_found()
    {
        const string central =
            """
            <ItemGroup>
              <!-- MIT. Explained. -->
              <PackageVersion Include="Explained" Version="1.0.0" />
              <PackageVersion Include="Explained.Too" Version="1.0.0" />
            </ItemGroup>
            <ItemGroup>
              <PackageVersion Include="Bare" Version="1.0.0" />
            </ItemGroup>
            """;

        Assert.Equal(["Bare has no comment", "Explained.Too is used by no project"], Findings(central, "<PackageReference Include=\"Explained\" /> <PackageReference Include=\"Bare\" />"));
    }

    /// <summary>A comment holds for the packages that follow it without another one, within its group.</summary>
    private static List<string> Findings(string central, string used)
    {
        var findings = new List<string>();
        var explained = false;
        foreach (var line in central.Split('\n'))
        {
            if (line.Contains("<ItemGroup", StringComparison.Ordinal))
                explained = false;
            explained |= line.Contains("<!--", StringComparison.Ordinal);
            if (Package().Match(line) is not { Success: true } package)
                continue;
            var name = package.Groups[1].Value;
            if (!explained)
                findings.Add($"{name} has no comment");
            if (!used.Contains($"Include=\"{name}\"", StringComparison.Ordinal))
                findings.Add($"{name} is used by no project");
        }

        findings.Sort(StringComparer.Ordinal);
        return findings;
    }

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\"")]
    private static partial Regex Package();
}
