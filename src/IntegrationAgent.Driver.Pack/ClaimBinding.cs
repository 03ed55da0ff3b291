using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Driver.Pack;

/// <summary>Holds an author's conformance claim against the assembly that it is said to be about.</summary>
internal static class ClaimBinding
{
    /// <summary>The format of claims that this version reads.</summary>
    public const string Format = "1.0";

    /// <summary>One sentence per difference; empty when the claim is of exactly this assembly and its manifest.</summary>
    /// <exception cref="JsonException">The text is no claim.</exception>
    public static IReadOnlyList<string> Compare(string claimJson, string assemblyFile, byte[] assembly, string manifestJson)
    {
        using var document = JsonDocument.Parse(claimJson);
        var root = document.RootElement;
        if (Text(root, "formatVersion") is not Format)
            throw new JsonException($"its formatVersion is not {Format}");

        var differences = new List<string>();
        if (Text(Member(root, "kit"), "version") is not { Length: > 0 })
            differences.Add("it does not say which version of the kit was run");

        var claimed = Text(Member(root, "driver"), "manifestSha256");
        var manifest = Hash(Encoding.UTF8.GetBytes(manifestJson));
        if (claimed != manifest)
            differences.Add($"it is of the manifest {Short(claimed)}, and the assembly carries {Short(manifest)}");

        var assemblies = Member(root, "assemblies").ValueKind == JsonValueKind.Array ? Member(root, "assemblies").EnumerateArray().ToList() : [];
        var own = assemblies.Where(one => Text(one, "file") == assemblyFile).Take(1).ToList();
        if (own.Count == 0)
        {
            differences.Add($"it is not of {assemblyFile}");
            return differences;
        }

        var hash = Hash(assembly);
        if (Text(own[0], "sha256") != hash)
            differences.Add($"it is of another build: {assemblyFile} was {Short(Text(own[0], "sha256"))}, and is {Short(hash)}");
        return differences;
    }

    /// <summary><c>passed</c>, <c>failed</c> or <c>incomplete</c>; anything else counts as incomplete.</summary>
    public static string Outcome(string claimJson)
    {
        using var document = JsonDocument.Parse(claimJson);
        return Text(document.RootElement, "outcome") switch
        {
            "passed" => "passed",
            "failed" => "failed",
            _ => "incomplete",
        };
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Short(string? hash) => hash is { Length: >= 12 } ? hash[..12] : "(none)";
}
