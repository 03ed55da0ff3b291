using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Compatibility;
using IntegrationAgent.Agent.Compatibility.Rendering;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Compatibility.Tests.Compat;

/// <summary>Two versions that differ in every way at once, and the report of it in each form.</summary>
public sealed partial class ReportTests : PackageFolder
{
    private string Old() => DriverPackages.Pack(Folder);

    private string New(string version = "1.1.0") => DriverPackages.Pack(Folder, version, Changes.Together.Aggregate(WidgetDriver.Source.ReplaceLineEndings("\n"), (source, change) => change.ApplyTo(source)));

    [Fact]
    public async Task Every_difference_is_found_and_the_step_is_too_small()
    {
        var report = await CompareAsync(Old(), New());

        var found = report.Findings.Select(finding => finding.Rule.Id).ToHashSet();
        Assert.Empty(Changes.Together.Select(change => change.Rule).Except(found));
        Assert.Equal((VersionStep.Minor, VersionStep.Major, false), (report.Verdict.Taken, report.Verdict.Required, report.Verdict.Enough));
    }

    [Fact]
    public async Task Page_for_reviewers_is_the_approved_one()
    {
        var page = CompatMarkdown.Render(await CompareAsync(Old(), New()));

        Approval.Matches("compat.md", Sha().Replace(page, "`(sha256)`"));
    }

    [Fact]
    public async Task Same_packages_give_the_same_bytes_whatever_the_folder_and_the_time()
    {
        var (old, @new) = (Old(), New());
        var elsewhere = Subfolder("elsewhere");
        File.Copy(old, Path.Combine(elsewhere, "a.nupkg"));
        File.Copy(@new, Path.Combine(elsewhere, "b.nupkg"));

        var first = await CompareAsync(old, @new);
        var second = await CompareAsync(Path.Combine(elsewhere, "a.nupkg"), Path.Combine(elsewhere, "b.nupkg"));

        Assert.Equal(CompatMarkdown.Render(first), CompatMarkdown.Render(second));
        Assert.Equal(CompatSarif.Render(first), CompatSarif.Render(second));
        Assert.Equal(CompatJson.Render(first), CompatJson.Render(second));
        Assert.DoesNotContain(Folder, CompatMarkdown.Render(first) + CompatSarif.Render(first) + CompatJson.Render(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sarif_has_what_its_readers_need()
    {
        var report = await CompareAsync(Old(), New());

        using var sarif = JsonDocument.Parse(CompatSarif.Render(report));

        Assert.Equal("2.1.0", sarif.RootElement.GetProperty("version").GetString());
        Assert.EndsWith("sarif-2.1.0.json", sarif.RootElement.GetProperty("$schema").GetString(), StringComparison.Ordinal);
        var run = Assert.Single(sarif.RootElement.GetProperty("runs").EnumerateArray());
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal("intagent driver compat", driver.GetProperty("name").GetString());
        var rules = driver.GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(rules.Select(rule => rule.GetProperty("id").GetString()).Distinct().Order(StringComparer.Ordinal), rules.Select(rule => rule.GetProperty("id").GetString()));
        Assert.All(rules, rule =>
        {
            Assert.NotEqual("", rule.GetProperty("shortDescription").GetProperty("text").GetString());
            Assert.Contains(rule.GetProperty("defaultConfiguration").GetProperty("level").GetString(), (string[])["none", "note", "warning", "error"]);
        });
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(report.Findings.Count, results.Count);
        Assert.All(results, result =>
        {
            Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
            Assert.Contains(result.GetProperty("level").GetString(), (string[])["note", "warning", "error"]);
            Assert.NotEqual("", result.GetProperty("message").GetProperty("text").GetString());
            var location = Assert.Single(result.GetProperty("locations").EnumerateArray());
            var uri = location.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!;
            Assert.True(Uri.TryCreate(uri, UriKind.Relative, out _) && !uri.StartsWith('/'), uri);
            Assert.NotEqual("", Assert.Single(location.GetProperty("logicalLocations").EnumerateArray()).GetProperty("fullyQualifiedName").GetString());
            Assert.Matches("^[0-9a-f]{32}$", result.GetProperty("partialFingerprints").GetProperty("change/v1").GetString());
        });
        Assert.Equal(report.Findings.Count(finding => finding.Impact == CompatImpact.Major), results.Count(result => result.GetProperty("level").GetString() == "error"));
    }

    [Fact]
    public async Task Errors_of_sarif_are_gone_when_the_step_is_high_enough()
    {
        var sarif = CompatSarif.Render(await CompareAsync(Old(), New("2.0.0")));

        Assert.DoesNotContain("\"error\"", sarif, StringComparison.Ordinal);
        Assert.Contains("\"level\": \"warning\"", sarif, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_from_a_package_does_not_become_markup()
    {
        var hostile = WidgetDriver.Source.Replace("\"The widget is busy.\"", "\"| `x` <script>alert(1)</script> **bold** ![](http://x)\"", StringComparison.Ordinal);
        var report = await CompareAsync(Old(), DriverPackages.Pack(Folder, "1.0.1", hostile));

        var page = CompatMarkdown.Render(report);

        var row = Assert.Single(page.Split('\n'), line => line.Contains("IAC0291", StringComparison.Ordinal) && line.StartsWith('|'));
        Assert.Contains("`` \\| `x` <script>alert(1)</script> **bold** ![](http://x) ``", row, StringComparison.Ordinal);
    }

    [GeneratedRegex("`[0-9a-f]{64}`")]
    private static partial Regex Sha();
}
