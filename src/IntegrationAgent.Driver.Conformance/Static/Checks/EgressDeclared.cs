namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>11: every host that the code names is declared, or comes from a setting.</summary>
internal sealed class EgressDeclared : StaticCheck
{
    private static readonly string[] Network = ["System.Net.Http", "IntegrationAgent.Driver.Authoring"];

    /// <summary>Hosts in the names of XML namespaces: names, which nobody connects to.</summary>
    private static readonly string[] Namespaces = ["www.w3.org", "schemas.xmlsoap.org", "schemas.microsoft.com"];

    public override int Number => 11;

    public override string Id => "egress-declared";

    public override string Requirement => "Every address in the code is of a host declared with [Egress], and a driver that makes HTTP calls declares hosts or takes them from a setting.";

    public override string Meaning => "The sandbox will block the call, or data leaves to where nobody agreed.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        var manifest = subject.Manifest;
        foreach (var text in subject.Image.Texts)
        {
            verdict.Observe();
            foreach (var host in TextDanger.Hosts(text).Where(host => !Namespaces.Contains(host) && !TextDanger.IsKnownHost(host, manifest.Egress)))
                verdict.Fail($"The code names the host {host}, which is not declared. Declare it with [Egress(\"{host}\")], or take the address from a setting.");
        }

        var calls = subject.Image.Uses.Any(use => Network.Contains(use.Namespace) && use.Type is "HttpClient" or "DriverHttp" or "HttpMessageInvoker");
        verdict.Expect(
            !calls || manifest.Egress.Count > 0 || manifest.Settings.Any(setting => setting.Kind is "url" or "host"),
            "The driver makes HTTP calls, and its manifest names no host and no setting of kind url or host. Declare where it connects.");
    }
}
