using IntegrationAgent.Agent.Compatibility;
using IntegrationAgent.Agent.Compatibility.Api;
using IntegrationAgent.Agent.Compatibility.Manifest;
using NuGet.Packaging.Core;

namespace IntegrationAgent.Compatibility.Tests.Compat;

/// <summary>Every rule finds its difference, and nothing else than differences.</summary>
public sealed class RuleTests : PackageFolder
{
    /// <summary>Rules whose difference is not one of the driver's source; each has a test of its own below or in <see cref="ReplayTests"/>.</summary>
    private static readonly string[] Others = ["CP0003", "CP0004", "CP0018", "IAC0202", "IAC0203", "IAC0299", "IAC0301", "IAC0302", "IAC0303", "IAC0402"];

    public static TheoryData<string> Rules => [.. Changes.All.Select(change => change.Rule)];

    [Fact]
    public void Every_rule_has_a_change_that_shows_it() =>
        Assert.Equal(CompatRules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal), Changes.All.Select(change => change.Rule).Concat(Others).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Rule_finds_its_difference_and_needs_no_other_step_than_it_says(string rule)
    {
        var old = DriverPackages.Pack(Folder);
        var @new = DriverPackages.Pack(Folder, "1.0.1", Changes.Of(rule).ApplyTo(WidgetDriver.Source.ReplaceLineEndings("\n")));

        var report = await CompareAsync(old, @new);

        var found = report.Findings.Where(finding => finding.Rule.Id == rule).ToList();
        Assert.NotEmpty(found);
        Assert.All(found, finding => Assert.NotEqual("", finding.Target));
        Assert.Contains(found, finding => finding.Impact == finding.Rule.Impact || (rule.StartsWith("CP", StringComparison.Ordinal) && finding.Impact < finding.Rule.Impact));
    }

    [Theory]
    [InlineData("CP0001")]
    [InlineData("CP0002")]
    [InlineData("CP0008")]
    [InlineData("CP0009")]
    [InlineData("CP0012")]
    public async Task What_breaks_one_way_is_an_addition_the_other_way(string rule)
    {
        var less = Changes.Of(rule).ApplyTo(WidgetDriver.Source.ReplaceLineEndings("\n"));

        var breaking = await CompareAsync(DriverPackages.Pack(Subfolder("a")), DriverPackages.Pack(Subfolder("b"), "1.0.1", less));
        var adding = await CompareAsync(DriverPackages.Pack(Subfolder("c"), source: less), DriverPackages.Pack(Subfolder("d"), "1.0.1"));

        Assert.Equal((CompatImpact.Major, CompatImpact.Minor), (breaking.Needed, adding.Needed));
    }

    [Fact]
    public async Task Same_driver_under_another_version_gives_nothing()
    {
        var report = await CompareAsync(DriverPackages.Pack(Folder), DriverPackages.Pack(Folder, "1.0.1"));

        Assert.Empty(report.Findings.Select(finding => $"{finding.Rule.Id} {finding.Target}"));
        Assert.Equal((CompatImpact.Patch, true), (report.Needed, report.Verdict.Enough));
    }

    [Fact]
    public void Contract_versions_are_told_apart()
    {
        Assert.Equal(["IAC0203"], Compare("\"contractVersion\":\"1.0\"", "\"contractVersion\":\"1.1\""));
        Assert.Equal(["IAC0202"], Compare("\"contractVersion\":\"1.0\"", "\"contractVersion\":\"2.0\""));
    }

    [Fact]
    public void What_this_program_does_not_know_is_reported_as_it_is()
    {
        Assert.Equal(["IAC0299"], Compare("\"contractVersion\":\"1.0\"", "\"contractVersion\":\"1.0\",\"telemetry\":{\"url\":\"x\"}"));
        Assert.Equal(["IAC0299"], Compare("{\"code\":\"widget_broken\",", "{\"code\":\"widget_broken\",\"severity\":3,", "{\"action\":\"Mend it.\",\"code\":\"widget_broken\",", "{\"action\":\"Mend it.\",\"code\":\"widget_broken\",\"severity\":3,"));
    }

    [Fact]
    public async Task Other_dependencies_are_reported()
    {
        var old = DriverPackages.Pack(Folder);
        var @new = DriverPackages.Pack(Folder, "1.0.1", change: (_, builder) => builder.DependencyGroups.Add(
            new NuGet.Packaging.PackageDependencyGroup(NuGet.Frameworks.NuGetFramework.Parse("net10.0"), [new PackageDependency("Polly.Core", NuGet.Versioning.VersionRange.Parse("8.0.0"))])), fileVersion: "deps");

        var report = await CompareAsync(old, @new);

        Assert.Contains(report.Findings, finding => finding.Rule.Id == "IAC0402");
    }

    [Fact]
    public async Task Assembly_that_is_gone_or_new_is_reported()
    {
        var helper = DriverPackages.CompileHelper("Acme.Helper", "public class Helper { }");
        var old = DriverPackages.Pack(Subfolder("old"), change: (files, _) => files["lib/net10.0/Acme.Helper.dll"] = helper);
        var without = DriverPackages.Pack(Subfolder("new"), "1.0.1");

        var gone = Assert.Single((await CompareAsync(old, without)).Findings);
        var come = Assert.Single((await CompareAsync(DriverPackages.Pack(Subfolder("a")), DriverPackages.Pack(Subfolder("b"), "1.0.1", change: (files, _) => files["lib/net10.0/Acme.Helper.dll"] = helper))).Findings);

        Assert.Equal(("CP0004", CompatImpact.Major), (gone.Rule.Id, gone.Impact));
        Assert.Equal(("CP0004", CompatImpact.Minor), (come.Rule.Id, come.Impact));
    }

    [Fact]
    public void Assembly_of_another_culture_is_another_identity()
    {
        var old = DriverPackages.CompileHelper("Acme.Helper", "public class Helper { }");
        var @new = DriverPackages.CompileHelper("Acme.Helper", "[assembly: System.Reflection.AssemblyCulture(\"fr\")] public class Helper { }");

        Assert.Equal(["CP0003"], Rule(old, @new));
    }

    [Fact]
    public void Sealed_member_of_an_interface_is_reported() => Assert.Contains(
        "CP0018",
        Rule(DriverPackages.CompileHelper("Acme.Helper", "public interface IHelp { int Depth() => 1; }"), DriverPackages.CompileHelper("Acme.Helper", "public interface IHelp { sealed int Depth() => 1; }")));

    [Theory]
    [InlineData("public int Size { get; set; } = 1;", "public int Size { get; set; } = 2;", "1", "2")]
    [InlineData("public System.TimeSpan Wait { get; set; } = System.TimeSpan.FromSeconds(30);", "public System.TimeSpan Wait { get; set; } = System.TimeSpan.FromSeconds(60);", "30 System.TimeSpan.FromSeconds", "60 System.TimeSpan.FromSeconds")]
    [InlineData("public string? Name { get; set; }", "public string? Name { get; set; } = \"x\";", "(nothing)", "\"x\"")]
    [InlineData("public long Big { get; set; } = 5_000_000_000;", "public long Big { get; set; }", "5000000000", "(nothing)")]
    [InlineData("public static readonly double Share = 0.5;", "public static readonly double Share = 0.25;", "0.5", "0.25")]
    public void Initial_value_is_read_from_the_constructor(string old, string @new, string before, string after)
    {
        var findings = ApiDiff.Compare(Assembly("public class Helper { " + old + " }"), Assembly("public class Helper { " + @new + " }"));

        var finding = Assert.Single(findings);
        Assert.Equal(("IAC0107", before, after), (finding.Rule.Id, finding.Before, finding.After));
    }

    [Theory]
    [InlineData("public System.Func<int> Make { get; set; } = () => 1; private System.Func<int> other = () => 3;", "private System.Func<int> other = () => 3; public System.Func<int> Make { get; set; } = () => 1;")]
    [InlineData("public int Size { get; set; } = 1; public int Other { get; set; } = 2;", "public int Other { get; set; } = 2; public int Size { get; set; } = 1;")]
    [InlineData("public Helper() { Size = 1; } public int Size { get; set; } = 7;", "public Helper() { Size = 2; } public int Size { get; set; } = 7;")]
    public void Order_lambdas_and_bodies_are_no_change_of_an_initial_value(string old, string @new) =>
        Assert.DoesNotContain(ApiDiff.Compare(Assembly("public class Helper { " + old + " }"), Assembly("public class Helper { " + @new + " }")), finding => finding.Rule.Id == "IAC0107");

    [Fact]
    public void New_required_member_of_a_type_that_was_there_breaks_and_one_of_a_new_type_does_not()
    {
        var old = Assembly("public class Helper { }");

        Assert.Contains(ApiDiff.Compare(old, Assembly("public class Helper { public required int Size { get; init; } }")), finding => finding.Rule.Id == "IAC0104");
        Assert.DoesNotContain(ApiDiff.Compare(old, Assembly("public class Helper { } public class Other { public required int Size { get; init; } }")), finding => finding.Rule.Id == "IAC0104");
    }

    [Fact]
    public void Host_under_an_old_wildcard_widens_nothing() =>
        Assert.Empty(Compare("\"egress\":[\"api.acme.example\",\"*.cdn.acme.example\"]", "\"egress\":[\"api.acme.example\",\"eu.cdn.acme.example\",\"*.cdn.acme.example\"]"));

    private static List<DriverAssembly> Assembly(string source) => [new DriverAssembly("lib/net10.0/Acme.Helper.dll", DriverPackages.CompileHelper("Acme.Helper", source))];

    private static IEnumerable<string> Rule(byte[] old, byte[] @new) =>
        ApiDiff.Compare([new DriverAssembly("Acme.Helper.dll", old)], [new DriverAssembly("Acme.Helper.dll", @new)]).Select(finding => finding.Rule.Id).Distinct();

    /// <summary>The rules that see a change of the manifest's text; of several pairs the first that fits is made.</summary>
    private static IEnumerable<string> Compare(params string[] pairs)
    {
        var (_, manifest) = DriverPackages.Compile(WidgetDriver.Source, "1.0.0");
        var index = Array.FindIndex(pairs, piece => manifest.Contains(piece, StringComparison.Ordinal));
        Assert.True(index >= 0 && index % 2 == 0, manifest);
        return ManifestDiff.Compare(manifest, manifest.Replace(pairs[index], pairs[index + 1], StringComparison.Ordinal)).Select(finding => finding.Rule.Id);
    }
}
