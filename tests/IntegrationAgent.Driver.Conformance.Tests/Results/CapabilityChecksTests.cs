using IntegrationAgent.Driver.Conformance.Results;
using IntegrationAgent.Driver.Conformance.Static;
using IntegrationAgent.Driver.Conformance.Tests.Reference;

namespace IntegrationAgent.Driver.Conformance.Tests.Results;

public class CapabilityChecksTests
{
    [Fact]
    public void Every_capability_of_the_contract_has_a_check_of_its_own()
    {
        Assert.Equal(ManifestMatchesAssembly.Abilities.Select(ability => ability.Capability).Order(StringComparer.Ordinal), CapabilityChecks.Own.Keys.Order(StringComparer.Ordinal));
        Assert.All(CapabilityChecks.Own.Values, Assert.NotEmpty);
    }

    /// <summary>A new optional interface of a client is a new capability: nobody can add one without a check.</summary>
    [Fact]
    public void Every_ability_that_a_client_can_have_is_a_capability()
    {
        string[] parts = [nameof(IDriver), nameof(IDriverLog), nameof(ICredentialSource), nameof(ITokenStore)];

        var abilities = typeof(IDriver).Assembly.GetExportedTypes().Where(type => type.IsInterface && !parts.Contains(type.Name, StringComparer.Ordinal));

        Assert.Equal(ManifestMatchesAssembly.Abilities.Select(ability => ability.Type.Name).Order(StringComparer.Ordinal), abilities.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Check_of_a_capability_is_not_applicable_only_where_it_is_not_declared()
    {
        // The reference driver declares everything: each capability's own checks run, and prove it.
        Assert.All(ManifestMatchesAssembly.Abilities, ability => Assert.Contains($"\"{ability.Capability}\"", ReferenceManifest.Own, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("write_probe", ConformanceStatus.Passed, "passed")]
    [InlineData("write_probe", ConformanceStatus.Failed, "failed")]
    [InlineData("write_probe", ConformanceStatus.NotApplicable, "unchecked")]
    [InlineData("teleport", ConformanceStatus.Passed, "unchecked")]
    public void Capability_is_proven_by_its_own_checks_only(string capability, ConformanceStatus own, string outcome)
    {
        var report = new ConformanceReport
        {
            DriverId = "reference",
            DriverAssembly = null,
            Results = [.. ConformanceChecks.All.Select(check => new ConformanceResult { Check = check, Status = check.Name == "write-probe" ? own : ConformanceStatus.Passed, Observations = 1 })],
        };

        Assert.Equal(outcome, CapabilityChecks.Judge(capability, report).Outcome);
    }
}
