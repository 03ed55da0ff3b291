namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>12: the code leaves alone what goes past the pipeline, the clock of the context, and the sandbox.</summary>
internal sealed class ForbiddenApis : StaticCheck
{
    public override int Number => 12;

    public override string Id => "forbidden-apis";

    public override string Requirement => "The code starts no process, opens no socket or HTTP handler of its own, generates no code, reads no ambient clock or randomness, and touches files, environment and native code only where declared.";

    public override string Meaning => "The driver escapes retry, limits, audit or the sandbox, or its tests prove nothing.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        var declared = subject.Manifest.Uses.ToHashSet(StringComparer.Ordinal);
        if (subject.Manifest.Settings.Any(setting => setting.Kind == "file"))
            declared.Add("files");
        foreach (var use in subject.Image.Uses)
        {
            verdict.Observe();
            if (ForbiddenUse.Match(use) is { } forbidden && (forbidden.Declarable is null || !declared.Contains(forbidden.Declarable)))
                verdict.Fail($"The code uses {use.Name}: {forbidden.Instead}.");
        }
    }
}
