using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using IntegrationAgent.Driver.Conformance.Results;

namespace IntegrationAgent.Driver.Conformance.Tests.Results;

/// <summary>The files of a run.</summary>
public sealed class ConformanceFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("conformance-files-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_same_results_give_the_same_bytes_whatever_time_they_took()
    {
        var first = await WriteAsync(Report(TimeSpan.FromSeconds(1)), "a");
        var second = await WriteAsync(Report(TimeSpan.FromSeconds(7)), "b");

        Assert.Equal(3, first.Count);
        for (var i = 0; i < first.Count; i++)
            Assert.Equal(await File.ReadAllBytesAsync(first[i], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(second[i], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_claim_names_the_assembly_by_its_hash_and_judges_each_capability()
    {
        var claim = await ClaimAsync(Report());

        var assembly = claim.GetProperty("assemblies")[0];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(GetType().Assembly.Location, TestContext.Current.CancellationToken))), assembly.GetProperty("sha256").GetString());
        Assert.Equal("passed", claim.GetProperty("outcome").GetString());
        Assert.All(claim.GetProperty("capabilities").EnumerateArray(), one => Assert.Equal("passed", one.GetProperty("outcome").GetString()));
        Assert.Equal(ConformanceChecks.All.Count, claim.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task A_failed_check_of_one_capability_fails_that_one_only()
    {
        var claim = await ClaimAsync(Report(failed: "write-partial"));

        Assert.Equal("failed", claim.GetProperty("outcome").GetString());
        Assert.Equal(["query passed", "write failed"], claim.GetProperty("capabilities").EnumerateArray().Select(one => $"{one.GetProperty("name").GetString()} {one.GetProperty("outcome").GetString()}"));
    }

    [Fact]
    public async Task A_failed_check_of_all_fails_all()
    {
        var claim = await ClaimAsync(Report(failed: "no-secret-leak"));

        Assert.All(claim.GetProperty("capabilities").EnumerateArray(), one => Assert.Equal("failed", one.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_part_of_the_checks_is_incomplete()
    {
        var whole = Report();
        var part = new ConformanceReport { DriverId = whole.DriverId, DriverAssembly = whole.DriverAssembly, Capabilities = whole.Capabilities, Results = [.. whole.Results.Skip(1)] };

        Assert.Equal("incomplete", (await ClaimAsync(part)).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Build_servers_and_reviewers_read_the_failure()
    {
        var files = await WriteAsync(Report(failed: "query-complete"), "c");
        var suite = XDocument.Load(files[1]).Root!;

        Assert.Equal("1", suite.Attribute("failures")!.Value);
        Assert.Equal(ConformanceChecks.All.Count, suite.Elements("testcase").Count());
        Assert.Contains("It is broken", suite.Descendants("failure").Single().Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Contains("**DRC025 query-complete**: It is broken \\| really", await File.ReadAllTextAsync(files[2], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_check_that_a_capability_names_is_there() =>
        Assert.All(CapabilityChecks.Own.SelectMany(one => one.Value), name => ConformanceChecks.Get(name));

    private static ConformanceReport Report(TimeSpan duration = default, string? failed = null) => new()
    {
        DriverId = "reference",
        DriverAssembly = typeof(ConformanceFilesTests).Assembly,
        Capabilities = ["write", "query"],
        Results =
        [
            .. ConformanceChecks.All.Select(check => new ConformanceResult
            {
                Check = check,
                Status = check.Name == failed ? ConformanceStatus.Failed : ConformanceStatus.Passed,
                Observations = check.Number,
                Message = check.Name == failed ? "It is broken | really \u0001." : "",
                Duration = duration,
            }),
        ],
    };

    private async Task<IReadOnlyList<string>> WriteAsync(ConformanceReport report, string name) =>
        await ConformanceFiles.WriteAsync(report, Path.Combine(folder, name), TestContext.Current.CancellationToken);

    private async Task<JsonElement> ClaimAsync(ConformanceReport report)
    {
        var files = await WriteAsync(report, "claim");
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(files[0], TestContext.Current.CancellationToken));
        return document.RootElement.Clone();
    }
}
