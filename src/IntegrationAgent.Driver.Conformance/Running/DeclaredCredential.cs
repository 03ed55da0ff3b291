namespace IntegrationAgent.Driver.Conformance;

/// <summary>A credential in a manifest.</summary>
internal sealed record DeclaredCredential(string Name, bool Secret);
