namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>13: a driver stands on little, and the author answers for what is unusual.</summary>
internal sealed class DependencyPolicy : StaticCheck
{
    /// <summary>What any driver may stand on; a star stands for any rest of an id.</summary>
    private static readonly string[] Usual = ["IntegrationAgent.Driver.Abstractions", "IntegrationAgent.Driver.Authoring", "Polly.Core", "Refit", "System.*", "Microsoft.Extensions.*", "Microsoft.Bcl.*"];

    /// <summary>Parts of the runtime and of tests: with one of them a driver would reach what it must not know, or ship its tests.</summary>
    private static readonly string[] Never = ["IntegrationAgent.Agent", "IntegrationAgent.Scripting", "IntegrationAgent.Wire", "IntegrationAgent.Jail", "IntegrationAgent.Driver.Conformance", "IntegrationAgent.Drivers.*", "xunit*", "NUnit*", "MSTest*", "Moq", "Microsoft.NET.Test.Sdk"];

    public override int Number => 13;

    public override string Id => "dependency-policy";

    public override string Requirement => "Every package under the driver is of the allowed list or allowed by the adapter with a reason, of a fixed version, and none belongs to the runtime, to tests or to another driver.";

    public override string Meaning => "The driver brings code that nobody looked at.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        if (subject.Dependencies.Count == 0)
        {
            verdict.Fail("What the driver stands on cannot be read: no .deps.json beside its assembly describes it. Run the checks from the conformance project's output.");
            return;
        }

        var own = subject.Manifest.Package.Id;
        foreach (var dependency in subject.Dependencies)
        {
            verdict.Observe();
            if (Never.Any(pattern => Matches(pattern, dependency.Id)) && dependency.Id != own)
                verdict.Fail($"The driver stands on {dependency.Id}, which is not for drivers. Remove the reference.");
            else if (!Usual.Any(pattern => Matches(pattern, dependency.Id)) && !subject.AllowedDependencies.Any(allowed => Matches(allowed.Key, dependency.Id) && allowed.Value.Length > 0))
                verdict.Fail($"The driver stands on {dependency.Id} {dependency.Version}, which is not usual. Do without it, or answer for it in the adapter: AllowedDependencies[\"{dependency.Id}\"] = \"why\".");
            if (dependency.Version.Contains('*', StringComparison.Ordinal))
                verdict.Fail($"The version of {dependency.Id} is not fixed. Name one.");
        }

        foreach (var (id, reason) in subject.AllowedDependencies)
        {
            verdict.Expect(reason.Length > 0, $"The adapter allows {id} without a reason. Say why the driver needs it.");
            verdict.Expect(subject.Dependencies.Any(dependency => Matches(id, dependency.Id)), $"The adapter allows {id}, and the driver does not stand on it. Remove the line.");
        }

        if (subject.Package.IsPacked)
            verdict.Expect(subject.Package.NuspecDependencies.Contains("IntegrationAgent.Driver.Abstractions"), "The package does not depend on IntegrationAgent.Driver.Abstractions; the contract is never packed with a driver.");
    }

    private static bool Matches(string pattern, string id) =>
        pattern.EndsWith('*') ? id.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase) : string.Equals(pattern, id, StringComparison.OrdinalIgnoreCase);
}
