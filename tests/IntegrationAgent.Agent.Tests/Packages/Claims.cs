using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Agent.Tests.Packages;

/// <summary>Conformance claims as the kit writes them, about any assembly.</summary>
internal static class Claims
{
    public static string Of(byte[] assembly, string manifest, string file, string outcome = "passed", params (string Name, string Outcome)[] capabilities) => JsonSerializer.Serialize(new
    {
        formatVersion = "1.0",
        kit = new { version = "1.0.0", checks = 1 },
        driver = new { id = "widgets", package = "Acme.Drivers.Widgets", version = "1.2.0", manifestSha256 = Hash(Encoding.UTF8.GetBytes(manifest)) },
        assemblies = new[] { new { file, sha256 = Hash(assembly) } },
        outcome,
        capabilities = capabilities.Select(one => new { name = one.Name, outcome = one.Outcome, checks = new[] { "query-complete" } }),
        checks = new[] { new { id = "DRC025", name = "query-complete", tier = "hermetic", outcome = outcome == "passed" ? "passed" : "failed", observations = 7 } },
    });

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
