namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>What the package's own code can do is declared. What comes with its dependencies is looked at when it is installed.</summary>
internal static class CapabilityCheck
{
    public static IReadOnlyList<CapabilityFinding> Find(VerifiedPackage package)
    {
        var files = package.Entries.Values.Where(entry => entry.Kind != PackageEntryKind.Document).ToDictionary(entry => entry.Target, entry => (package.Id, entry.Kind), StringComparer.Ordinal);
        return CapabilityReport.Build(package.Folder, files, package.Manifest ?? new DriverManifest(), []);
    }

    public static VerificationCheck Run(VerifiedPackage package, IReadOnlyList<CapabilityFinding> findings) => new(
        "capabilities",
        package.Entries.Values.Count(entry => entry.Kind != PackageEntryKind.Document),
        [.. findings.Where(finding => !finding.Declared).Select(finding => VerificationErrors.Capability($"{finding.Capability} in {finding.File} ({string.Join(", ", finding.Evidence.Take(3))})"))]);
}
