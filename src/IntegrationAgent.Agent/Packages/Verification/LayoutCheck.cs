namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>One driver of the right type, and nothing that acts on other people's builds.</summary>
internal static class LayoutCheck
{
    private static readonly string[] BuildFolders = ["build/", "buildTransitive/", "buildMultiTargeting/", "tools/", "content/", "contentFiles/", "analyzers/"];

    public static VerificationCheck Run(VerifiedPackage package)
    {
        var problems = new List<VerificationProblem>();
        if (!package.IsDriverType)
            problems.Add(VerificationErrors.Type());
        foreach (var path in package.Paths.Where(path => BuildFolders.Any(folder => path.StartsWith(folder, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal))
            problems.Add(VerificationErrors.BuildLogic(path));
        if (!package.Assemblies.Any())
            problems.Add(VerificationErrors.NoAssembly());
        else if (package.Carried.Count == 0)
            problems.Add(VerificationErrors.NoManifest("none of its assemblies carries one"));
        if (package.Carried.Count > 1)
            problems.Add(VerificationErrors.TwoDrivers(string.Join(", ", package.Carried.Select(carried => carried.File))));
        if (!package.Entries.ContainsKey(DriverPackage.ManifestPath))
            problems.Add(VerificationErrors.NoManifest($"{DriverPackage.ManifestPath} is not in it"));
        return new VerificationCheck("layout", package.Paths.Count, problems);
    }
}
