namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>1: the files that make a package a driver are there, and none that runs when it is installed.</summary>
internal sealed class PackageLayout : StaticCheck
{
    private static readonly string[] Forbidden = ["build/", "buildTransitive/", "buildMultiTargeting/", "tools/", "content/", "contentFiles/", "analyzers/", "init.ps1", "install.ps1"];

    public override int Number => 1;

    public override string Id => "pkg-layout";

    public override string Requirement => "The package holds the assembly, its manifest, a README and at least one example, and nothing that runs when it is installed.";

    public override string Meaning => "The runtime cannot find or load the driver.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        var package = subject.Package;
        if (package.Damage is { } damage)
        {
            verdict.Fail($"{package.Source}: {damage}. Pack it again.");
            return;
        }

        verdict.Expect(package.Files.ContainsKey(".intagent/driver.json"), $"{package.Source} has no .intagent/driver.json. Pack the project with IntegrationAgent.Driver.Abstractions.");
        verdict.Expect(package.Text("README.md") is { Length: > 0 }, $"{package.Source} has no README.md. Write one beside the project: an agent reads it.");
        verdict.Expect(package.Examples().Any(), $"{package.Source} has no examples. Put at least one into examples/ beside the project.");
        var assembly = Path.GetFileName(subject.Image.Path);
        verdict.Expect(
            package.Files.Keys.Any(path => path.StartsWith("lib/net", StringComparison.Ordinal) && path.EndsWith("/" + assembly, StringComparison.Ordinal)),
            $"{package.Source} has no {assembly} in lib/.");
        foreach (var path in package.Files.Keys.Where(path => Forbidden.Any(forbidden => path.StartsWith(forbidden, StringComparison.OrdinalIgnoreCase))))
            verdict.Fail($"{package.Source} holds {path}, which runs or is copied when it is installed. Take it out.");
        if (package.IsPacked)
            verdict.Expect(package.PackageTypes.Contains("IntegrationAgentDriver"), $"{package.Source} is not of the package type IntegrationAgentDriver. Pack the project with IntegrationAgent.Driver.Abstractions.");
    }
}
