using System.Text.Json.Nodes;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Views;

/// <summary>A driver: what it is, which exactly, what its code can do.</summary>
internal static class DriverView
{
    public static void Write(Screen screen, InstalledDriver driver)
    {
        var manifest = driver.Manifest;
        screen.Pairs(
        [
            ("driver", $"{driver.DriverId}: {manifest.DisplayName}"),
            ("package", $"{driver.PackageId} {driver.Version}"),
            ("sha512", Show.Hash(driver.Sha512)),
            ("content", Show.Hash(driver.ContentSha256)),
            ("signature", driver.Packages[0].Signature),
            ("closure", $"{driver.Packages.Count} packages, {driver.Files.Count} files"),
            ("can", string.Join(", ", manifest.Verbs)),
            ("connects to", string.Join(", ", manifest.Egress)),
            ("its code", Capabilities(driver)),
            ("its author claims", Claim(driver)),
        ]);
    }

    /// <summary>What reading the code found, and whether the manifest declares it.</summary>
    public static string Capabilities(InstalledDriver driver) => driver.Capabilities.Count == 0
        ? "nothing beyond the contract"
        : string.Join(", ", driver.Capabilities
            .GroupBy(finding => finding.Capability, StringComparer.Ordinal)
            .Select(group => group.Key + (group.All(finding => finding.Declared) ? "" : group.All(finding => finding.Declared || finding.Accepted) ? " (accepted)" : " (undeclared)")));

    /// <summary>What the conformance kit found, as the author claims it.</summary>
    public static string Claim(InstalledDriver driver)
    {
        var accepted = driver.AcceptedUnproven.Count == 0 ? "" : $"; accepted without proof: {string.Join(", ", driver.AcceptedUnproven)}";
        return driver.Claim is not { } claim
            ? "nothing: no conformance run" + accepted
            : $"{claim.Count("passed")} conformance checks passed, {claim.Count("failed")} failed, {claim.Count("not_applicable")} not applicable (kit {claim.Kit.Version})" + accepted;
    }

    public static JsonObject ToJson(InstalledDriver driver) => new()
    {
        ["id"] = driver.DriverId,
        ["package"] = driver.PackageId,
        ["version"] = driver.Version,
        ["sha512"] = driver.Sha512,
        ["contentSha256"] = driver.ContentSha256,
        ["manifestSha256"] = driver.ManifestSha256,
        ["packages"] = CliJson.Array(driver.Packages),
        ["capabilities"] = CliJson.Array(driver.Capabilities),
        ["claim"] = driver.Claim is { } claim ? CliJson.Node(claim) : null,
        ["acceptedUnproven"] = CliJson.Array(driver.AcceptedUnproven),
    };
}
