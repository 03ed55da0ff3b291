using System.Reflection;
using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>What a driver declares: its manifest, read from its assembly.</summary>
internal sealed class DriverFacts
{
    private DriverFacts()
    {
    }

    public required Assembly Assembly { get; init; }

    public required string Id { get; init; }

    public required IReadOnlyList<string> Capabilities { get; init; }

    public required IReadOnlyList<DeclaredCredential> Credentials { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The kinds of the declared settings: <c>url</c>, <c>host</c>, <c>file</c>, …</summary>
    public required IReadOnlyList<string> SettingKinds { get; init; }

    public required IReadOnlyList<string> Egress { get; init; }

    public required IReadOnlyList<DeclaredLimit> Limits { get; init; }

    public required IReadOnlyList<string> ErrorCodes { get; init; }

    public required IReadOnlyList<DeclaredOperation> Operations { get; init; }

    public required Type? ClientType { get; init; }

    /// <summary>True when the driver declares that it talks to hosts over HTTP: an address among its settings, or fixed hosts.</summary>
    public bool DeclaresHttp => Egress.Count > 0 || SettingKinds.Contains("url", StringComparer.Ordinal);

    public bool DeclaresNetwork => DeclaresHttp || SettingKinds.Contains("host", StringComparer.Ordinal);

    public bool Has(string capability) => Capabilities.Contains(capability, StringComparer.Ordinal);

    /// <summary>Reads the manifest of the assembly, or the one given.</summary>
    /// <exception cref="CheckFailedException">There is none, or it cannot be read.</exception>
    public static DriverFacts Of(Assembly assembly, string? manifest)
    {
        manifest ??= assembly.GetCustomAttribute<DriverManifestAttribute>()?.Json
            ?? throw new CheckFailedException($"The assembly {assembly.GetName().Name} has no manifest. Mark the driver's class with [Driver] and let the package IntegrationAgent.Driver.Abstractions (its source generator) build it.");
        try
        {
            using var document = JsonDocument.Parse(manifest);
            return Read(assembly, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CheckFailedException("The manifest in the assembly cannot be read. Rebuild the driver; a manifest is never written by hand.");
        }
    }

    private static DriverFacts Read(Assembly assembly, JsonElement root) => new()
    {
        Assembly = assembly,
        Id = root.GetProperty("id").GetString() ?? "",
        Capabilities = Texts(root.GetProperty("capabilities")),
        Credentials =
        [
            .. root.GetProperty("credentials").EnumerateArray().Select(item => new DeclaredCredential(
                Text(item, "name"),
                item.GetProperty("secret").GetBoolean())),
        ],
        Scopes = [.. root.GetProperty("auth").EnumerateArray().SelectMany(item => item.TryGetProperty("scopes", out var scopes) ? Texts(scopes) : []).Distinct(StringComparer.Ordinal)],
        SettingKinds = [.. root.GetProperty("settings").EnumerateArray().Select(item => Text(item, "kind"))],
        Egress = Texts(root.GetProperty("egress")),
        Limits =
        [
            .. root.GetProperty("rateLimits").EnumerateArray().Select(item => new DeclaredLimit(
                Text(item, "name"),
                TimeSpan.FromSeconds(Number(item, "windowSeconds", 0)),
                Number(item, "quota", 0),
                (int)Number(item, "concurrency", 0),
                (int)Number(item, "costPerCall", 1))),
        ],
        ErrorCodes = [.. root.GetProperty("errors").EnumerateArray().Select(item => Text(item, "code"))],
        Operations =
        [
            .. root.GetProperty("operations").EnumerateArray().Select(item => new DeclaredOperation(
                Text(item, "name"),
                Text(item, "effect"),
                item.GetProperty("idempotent").GetBoolean(),
                item.GetProperty("parameters").Clone(),
                item.TryGetProperty("result", out var result) ? result.Clone() : null)),
        ],
        ClientType = root.TryGetProperty("clientType", out var type) ? assembly.GetType(type.GetString() ?? "") : null,
    };

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString() ?? "")];

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static long Number(JsonElement item, string name, long fallback) => item.TryGetProperty(name, out var value) ? value.GetInt64() : fallback;
}
