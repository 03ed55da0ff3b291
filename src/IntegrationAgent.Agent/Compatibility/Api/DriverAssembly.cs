namespace IntegrationAgent.Agent.Compatibility.Api;

/// <summary>An assembly of a package.</summary>
/// <param name="File">The path in the package.</param>
/// <param name="Image">Its bytes.</param>
internal sealed record DriverAssembly(string File, byte[] Image);
