namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>9: a connection that was valid for the last release is valid for this one.</summary>
internal sealed class ConfigurationCompatible : StaticCheck
{
    private const int Tries = 100;
    private const int Seed = 9;

    public override int Number => 9;

    public override string Id => "config-compat-property";

    public override string Requirement => "One hundred connections that are drawn from the last release's settings and credentials are valid for this one.";

    public override string Meaning => "Users must configure their connections anew.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        if (BaselineUse.Of(subject, verdict) is not { } baseline)
            return;

        var before = BaselineUse.Manifest(baseline);
        var random = new Random(Seed);
        var failures = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Tries; i++)
        {
            verdict.Observe();
            failures.UnionWith(GeneratedConnection.Draw(before, random).Problems(subject.Manifest));
        }

        if (Versions.MayBreak(baseline.Version, subject.Manifest.Package.Version))
            return;
        foreach (var failure in failures)
            verdict.Fail($"A connection that {baseline.Version} accepted is refused: {failure}. Accept what was accepted, or raise the major version.");
    }
}
