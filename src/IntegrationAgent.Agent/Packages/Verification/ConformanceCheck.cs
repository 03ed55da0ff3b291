namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>The author's conformance result, where there is one, belongs to the assemblies in the package.</summary>
internal static class ConformanceCheck
{
    /// <summary>Where packing puts the result.</summary>
    public const string Path = ".intagent/conformance.json";

    public static VerificationCheck Run(VerifiedPackage package) => package.Entries.ContainsKey(Path)
        ? new VerificationCheck("conformance", 1, [])
        : new VerificationCheck("conformance", 0, [], $"The package has no {Path}: its author claims nothing.");
}
