namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>8: what the manifest promised is still true, unless the version says that it may not be.</summary>
internal sealed class SemanticCompatible : StaticCheck
{
    public override int Number => 8;

    public override string Id => "semantic-compat";

    public override string Requirement => "Scopes, hosts, defaults, settings, credentials, error codes, limits, capabilities and effects of the last release hold, or the major version is higher.";

    public override string Meaning => "The driver behaves otherwise, and nothing told so.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        if (BaselineUse.Of(subject, verdict) is not { } baseline)
            return;

        var (compared, breaks) = ManifestDifferences.Find(BaselineUse.Manifest(baseline), subject.Manifest);
        verdict.Observe(compared);
        if (Versions.MayBreak(baseline.Version, subject.Manifest.Package.Version))
            return;
        foreach (var difference in breaks)
            verdict.Fail($"Since {baseline.Version}, {difference}. Take it back, or raise the major version.");
    }
}
