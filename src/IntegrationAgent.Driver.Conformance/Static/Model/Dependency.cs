namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>One package that a driver stands on.</summary>
internal sealed record Dependency(string Id, string Version, bool IsDirect);
