namespace IntegrationAgent.Agent.Approval;

/// <summary>A script and what it compiles to.</summary>
public sealed record SubjectScript(string SourceSha256, string AssemblySha256);
