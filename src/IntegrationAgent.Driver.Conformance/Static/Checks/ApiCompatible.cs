namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>7: no public member of the last release is gone or changed, unless the version says that it may be.</summary>
internal sealed class ApiCompatible : StaticCheck
{
    public override int Number => 7;

    public override string Id => "api-compat";

    public override string Requirement => "Every public type and member of the last release is there, with the same constants, defaults and names on the wire, or the major version is higher.";

    public override string Meaning => "Code that uses the driver no longer compiles or runs.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        if (BaselineUse.Of(subject, verdict) is not { } baseline)
            return;

        var now = PublicSurface.Read(subject.Assembly).Members.ToHashSet(StringComparer.Ordinal);
        var mayBreak = Versions.MayBreak(baseline.Version, subject.Manifest.Package.Version);
        foreach (var member in baseline.Api)
            verdict.Expect(mayBreak || now.Contains(member), $"`{member}` of {baseline.Version} is gone or changed. Bring it back, or raise the major version.");
    }
}
