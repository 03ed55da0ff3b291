using System.Text.Json;
using IntegrationAgent.Driver.Pack;

namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>The author's conformance claim, where there is one, is about the assembly in the package.</summary>
internal static class ConformanceCheck
{
    public static VerificationCheck Run(VerifiedPackage package)
    {
        if (!package.Entries.ContainsKey(DriverPackage.ClaimPath))
            return new VerificationCheck("conformance", 0, [], $"The package has no {DriverPackage.ClaimPath}: its author claims nothing.");
        if (package.Carried is not [var (assembly, manifest)])
            return new VerificationCheck("conformance", 0, [], "There is no one driver that a claim could be about.");

        try
        {
            var text = File.ReadAllText(package.FullPath(DriverPackage.ClaimPath));
            var claim = ClaimReader.Read(package.Id, package.Folder)!;
            List<VerificationProblem> problems =
            [
                .. ClaimBinding.Compare(text, Path.GetFileName(assembly), File.ReadAllBytes(package.FullPath(assembly)), manifest).Select(VerificationErrors.Conformance),
                .. claim.Checks.Where(check => check.Outcome == "failed").Select(check => VerificationErrors.Conformance($"it says itself that {check.Id} {check.Name} failed")),
                .. (package.Manifest?.Capabilities ?? []).Where(capability => !claim.Proves(capability)).Select(capability => VerificationErrors.Conformance($"it does not prove the capability {capability}")),
            ];
            return new VerificationCheck("conformance", claim.Checks.Count + 1, problems);
        }
        catch (Exception e) when (e is JsonException or AgentException)
        {
            return new VerificationCheck("conformance", 1, [VerificationErrors.Conformance("it cannot be read")]);
        }
    }
}
