namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>A credential that a driver declares.</summary>
internal sealed record HostedCredential(string Name, bool Secret, bool Required, IReadOnlyList<string> AuthMethods);
