namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>2: package, assembly and manifest are of one version.</summary>
internal sealed class VersionCoherence : StaticCheck
{
    public override int Number => 2;

    public override string Id => "pkg-version-coherence";

    public override string Requirement => "Package, assembly and manifest say the same id and version.";

    public override string Meaning => "An agent reads the documents of another version.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        var stated = subject.Manifest.Package;
        var assembly = subject.Assembly.GetName();
        verdict.Expect(stated.Assembly == assembly.Name, $"The manifest is of the assembly '{stated.Assembly}', and is in '{assembly.Name}'. Rebuild.");
        var numbers = Versions.Numbers(stated.Version);
        var compiled = assembly.Version ?? new Version(0, 0, 0, 0);
        verdict.Expect(
            (compiled.Major, compiled.Minor, compiled.Build) == numbers,
            $"The manifest says version {stated.Version}, and the assembly is {compiled.ToString(3)}. Set Version once, in the project, and rebuild.");
        if (!subject.Package.IsPacked)
            return;

        verdict.Expect(string.Equals(stated.Id, subject.Package.NuspecId, StringComparison.OrdinalIgnoreCase), $"The manifest names the package '{stated.Id}', and the package is '{subject.Package.NuspecId}'. Rebuild and pack.");
        verdict.Expect(
            numbers == Versions.Numbers(subject.Package.NuspecVersion ?? ""),
            $"The manifest says version {stated.Version}, and the package is {subject.Package.NuspecVersion}. Rebuild and pack.");
    }
}
