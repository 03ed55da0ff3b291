using System.Text.Json;
using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Tests.Packages;

/// <summary>What the runtime does with an author's conformance claim.</summary>
public sealed class ClaimTests : StoreFixture
{
    private const string Id = "Acme.Drivers.Widgets";

    private static string Manifest { get; } = PackageBuilder.Manifest("widgets", members: "\"capabilities\":[\"query\",\"write\"]");

    [Fact]
    public async Task A_driver_without_a_claim_is_refused_and_says_what_nobody_vouches_for()
    {
        Write(claim: null);

        var refusal = await RefusedAsync("E-PKG-UNPROVEN");

        Assert.Contains("query, write", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--unproven query --unproven write", refusal.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_covers_every_capability_is_installed_and_shown()
    {
        Write(("query", "passed"), ("write", "passed"));

        var driver = await AddAsync();

        Assert.True(driver.Claim!.Proves("write"));
        Assert.Equal((1, 0), (driver.Claim.Count("passed"), driver.Claim.Count("failed")));
        Assert.Empty(driver.AcceptedUnproven);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("unchecked")]
    public async Task A_capability_that_its_claim_does_not_prove_is_refused_by_name(string outcome)
    {
        Write(("query", "passed"), ("write", outcome));

        Assert.Contains($"write ({outcome})", (await RefusedAsync("E-PKG-UNPROVEN")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_accepts_is_installed_locked_and_restored()
    {
        Write(("query", "passed"));

        var driver = await AddAsync(unproven: ["write"]);

        Assert.Equal(["write"], driver.AcceptedUnproven);
        Assert.Contains("\"acceptedUnproven\"", await File.ReadAllTextAsync(Path.Combine(Workspace, "drivers.lock.json"), Cancel), StringComparison.Ordinal);
        StoreFolder.Delete(driver.Root);
        Assert.Single(await Store.RestoreAsync(cancellationToken: Cancel));
        Assert.Equal(["write"], Store.Get("widgets").AcceptedUnproven);
    }

    [Fact]
    public async Task Accepting_one_capability_accepts_no_other()
    {
        Write(claim: null);

        var refusal = await Assert.ThrowsAsync<AgentException>(() => AddAsync(unproven: ["query"]));

        Assert.Equal("E-PKG-UNPROVEN", refusal.Code);
        Assert.DoesNotContain("query", refusal.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_carried_over_from_another_build_is_refused_whatever_is_accepted()
    {
        Write(Claims.Of([1, 2, 3], Manifest, $"{Id}.dll", "passed", ("query", "passed"), ("write", "passed")));

        var refusal = await Assert.ThrowsAsync<AgentException>(() => AddAsync(unproven: ["query", "write"]));

        Assert.Equal("E-PKG-CLAIM", refusal.Code);
        Assert.Contains("another build", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Store.List());
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"formatVersion\":\"1.0\",\"capabilities\":3}")]
    public async Task What_is_no_claim_is_refused(string claim)
    {
        Write(claim);

        await RefusedAsync("E-PKG-CLAIM");
    }

    private void Write(params (string Name, string Outcome)[] capabilities) =>
        Write(Claims.Of(Code(), Manifest, $"{Id}.dll", capabilities.All(one => one.Outcome == "passed") ? "passed" : "failed", capabilities));

    private void Write(string? claim)
    {
        var package = new PackageBuilder(Id, "1.2.0") { IsDriver = true };
        package.Add($"lib/net10.0/{Id}.dll", Code()).Add(".intagent/driver.json", Manifest).Add("README.md", "# Widgets");
        if (claim is not null)
            package.Add(DriverPackage.ClaimPath, claim);
        package.WriteTo(Feed);
    }

    private static byte[] Code() => PackageBuilder.Compile(Id, $"[assembly: IntegrationAgent.Driver.DriverManifest({JsonSerializer.Serialize(Manifest)})]");
}
