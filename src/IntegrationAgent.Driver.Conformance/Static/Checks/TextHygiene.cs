namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>5: what an agent reads of a driver describes; it hides nothing and orders nothing.</summary>
internal sealed class TextHygiene : StaticCheck
{
    public override int Number => 5;

    public override string Id => "manifest-text-hygiene";

    public override string Requirement => "Manifest, README and examples hold no invisible characters, no orders to their reader, no secrets, and addresses of declared hosts only.";

    public override string Meaning => "The documents could steer an agent.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        foreach (var (path, text) in ManifestTexts.All(subject.ManifestJson))
        {
            verdict.Observe();
            foreach (var danger in TextDanger.Find(text, isOneLine: true))
                verdict.Fail($"The manifest's {path} {danger}. Correct the declaration that it comes from.");
            foreach (var host in TextDanger.Hosts(text).Where(host => !TextDanger.IsKnownHost(host, subject.Manifest.Egress)))
                verdict.Fail($"The manifest's {path} names the host {host}, which is not declared. Leave it out, or declare it with [Egress].");
        }

        var documents = subject.Package.Examples().ToList();
        if (subject.Package.Text("README.md") is { } readme)
            documents.Add(KeyValuePair.Create("README.md", readme));
        foreach (var (path, text) in documents)
        {
            verdict.Observe();
            foreach (var danger in TextDanger.Find(text, isOneLine: false))
                verdict.Fail($"{path} {danger}. Rewrite it.");
        }
    }
}
