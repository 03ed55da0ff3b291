using System.Text.Json;
using Basic.Reference.Assemblies;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Packages.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Agent.Tests.Packages;

/// <summary>Running the kit again, with a program in the place of a conformance project.</summary>
public sealed class ConformanceRerunTests : StoreFixture
{
    private const string Id = "Acme.Drivers.Widgets";

    private static string Manifest { get; } = PackageBuilder.Manifest("widgets", members: "\"capabilities\":[\"query\"]");

    private static byte[] Code { get; } = PackageBuilder.Compile(Id, $"[assembly: IntegrationAgent.Driver.DriverManifest({JsonSerializer.Serialize(Manifest)})]");

    [Fact]
    public async Task The_same_result_again_is_no_finding()
    {
        var check = await RerunAsync(Claim("passed"), Claim("passed"));

        Assert.Empty(check.Problems);
        Assert.Equal(1, check.Observed);
    }

    [Fact]
    public async Task A_check_that_fails_now_is_found()
    {
        var problem = Assert.Single((await RerunAsync(Claim("passed"), Claim("failed"))).Problems);

        Assert.Equal("E-VFY-RERUN-DIFFERS", problem.Code);
        Assert.Contains("claimed as passed, and running it again gave failed", problem.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_without_a_claim_has_its_checks_run_all_the_same() =>
        Assert.Contains("claimed as nothing", Assert.Single((await RerunAsync(null, Claim("passed"))).Problems).Cause, StringComparison.Ordinal);

    [Fact]
    public async Task A_project_that_tests_another_build_is_refused() =>
        await RefusedAsync(Claims.Of([1, 2, 3], Manifest, $"{Id}.dll"), "another build");

    [Fact]
    public async Task A_project_that_writes_nothing_is_refused() => await RefusedAsync(null, "without a result");

    private static string Claim(string outcome) => Claims.Of(Code, Manifest, $"{Id}.dll", outcome, ("query", outcome));

    private async Task RefusedAsync(string? found, string words)
    {
        var refusal = await Assert.ThrowsAsync<AgentException>(() => RerunAsync(Claim("passed"), found));
        Assert.Equal("E-VFY-RERUN", refusal.Code);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    private Task<VerificationCheck> RerunAsync(string? claimed, string? found)
    {
        var package = new PackageBuilder(Id, "1.2.0") { IsDriver = true };
        package.Add($"lib/net10.0/{Id}.dll", Code).Add(".intagent/driver.json", Manifest).Add("README.md", "# Widgets");
        if (claimed is not null)
            package.Add(DriverPackage.ClaimPath, claimed);
        package.WriteTo(Feed);
        return ConformanceRerun.RunAsync(Path.Combine(Feed, $"{Id}.1.2.0.nupkg"), Program(found), TimeSpan.FromMinutes(2), Cancel);
    }

    /// <summary>A program that writes a result where the kit would.</summary>
    private string Program(string? result)
    {
        var source = $$"""
            var folder = System.Environment.GetEnvironmentVariable("INTAGENT_CONFORMANCE_RESULTS");
            if (System.Environment.GetEnvironmentVariable("INTAGENT_CONFORMANCE_PACKAGE") is null || folder is null) return 1;
            {{(result is null ? "" : $"System.IO.Directory.CreateDirectory(folder); System.IO.File.WriteAllText(System.IO.Path.Combine(folder, \"conformance.json\"), {SymbolDisplay.FormatLiteral(result, quote: true)});")}}
            return 0;
            """;
        var path = Path.Combine(Root, "Fake.Conformance.dll");
        using (var file = File.Create(path))
        {
            var made = CSharpCompilation.Create("Fake.Conformance", [CSharpSyntaxTree.ParseText(source, cancellationToken: Cancel)], Net100.References.All, new CSharpCompilationOptions(OutputKind.ConsoleApplication)).Emit(file, cancellationToken: Cancel);
            Assert.True(made.Success, string.Join("\n", made.Diagnostics));
        }

        File.WriteAllText(Path.ChangeExtension(path, ".runtimeconfig.json"), """{"runtimeOptions":{"tfm":"net10.0","framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}""");
        return path;
    }
}
