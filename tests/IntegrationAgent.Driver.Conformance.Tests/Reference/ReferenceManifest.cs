using System.Reflection;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>The reference driver's manifest, and others that it could have.</summary>
internal static class ReferenceManifest
{
    public static string Own { get; } = typeof(ReferenceDriver).Assembly.GetCustomAttribute<DriverManifestAttribute>()!.Json;

    /// <summary>It declares a host instead of an address: a network that is not HTTP.</summary>
    public static string WithoutHttp { get; } = Own.Replace("\"kind\":\"url\"", "\"kind\":\"host\"", StringComparison.Ordinal);

    public static string Without(string capability) => Own.Replace($",\"{capability}\"", "", StringComparison.Ordinal);
}
