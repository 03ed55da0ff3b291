using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Compatibility;
using IntegrationAgent.Agent.Compatibility.Rendering;
using IntegrationAgent.Testing;
using NJsonSchema;

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
    public async Task Sarif_keeps_to_the_schema_of_the_standard()
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Schemas", "sarif-2.1.0.json"), Cancel);
        var sarif = CompatSarif.Render(await CompareAsync(Old(), New()));

        Assert.Empty(schema.Validate(sarif).Select(error => error.ToString()));
        Assert.NotEmpty(schema.Validate(sarif.Replace("\"level\": \"error\"", "\"level\": \"severe\"", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(sarif.Replace("\"columnKind\"", "\"columns\"", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(sarif.Replace("\"ruleIndex\": 0", "\"ruleIndex\": \"first\"", StringComparison.Ordinal)));
    }

    /// <summary>What package validation of the SDK lets pass, each in the two versions and in the report of them.</summary>
    [Theory]
    [InlineData("a constant", "IAC0101", "F:Acme.WidgetOptions.MostWidgets", "50", "200")]
    [InlineData("a default value", "IAC0102", "M:Acme.WidgetOptions.Configure(System.String,System.Int32,System.Boolean)#retries", "3", "5")]
    [InlineData("required added", "IAC0104", "P:Acme.WidgetOptions.Owner", "optional", "required")]
    [InlineData("a JSON name", "IAC0106", "P:Acme.WidgetOptions.Colour", "colour", "color")]
    [InlineData("the page size of an option", "IAC0107", "P:Acme.WidgetOptions.PageSize", "200", "2000")]
    [InlineData("a capability removed", "IAC0204", "capabilities", "native_query", null)]
    [InlineData("scopes widened", "IAC0213", "auth.oauth2.scopes", null, "widgets:write")]
    [InlineData("a credential added", "IAC0215", "credentials.ACME_ACCOUNT", null, "ACME_ACCOUNT")]
    [InlineData("the page size of a setting", "IAC0235", "settings.page_size.default", "200", "2000")]
    [InlineData("a rate limit", "IAC0250", "rateLimits.per_minute.quota", "600", "300")]
    [InlineData("an error code removed", "IAC0260", "errors.widget_busy", "widget_busy", null)]
    [InlineData("an operation that writes now", "IAC0272", "operations.paint.effect", "read", "write")]
    public async Task Hole_of_the_usual_tools_is_in_the_report(string hole, string rule, string target, string? before, string? after)
    {
        var report = await CompareAsync(Old(), New());

        var finding = Assert.Single(report.Findings, finding => finding.Rule.Id == rule && finding.Target == target);
        Assert.Equal((hole, before, after), (hole, finding.Before, finding.After));
        Assert.Contains($"| {rule} | ", CompatMarkdown.Render(report), StringComparison.Ordinal);
        Assert.Contains(target.Replace("`", "\\u0060", StringComparison.Ordinal), CompatSarif.Render(report), StringComparison.Ordinal);
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
