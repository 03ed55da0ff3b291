using System.Text.Json;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>What a driver host needs to know about a driver: its files with their hashes, and what its manifest declares.</summary>
public sealed class HostedDriver
{
    private HostedDriver()
    {
    }

    /// <summary>The driver's id.</summary>
    public required string DriverId { get; init; }

    /// <summary>The assembly that holds the driver, absolute.</summary>
    public required string EntryAssembly { get; init; }

    /// <summary>The class of the driver.</summary>
    public required string DriverType { get; init; }

    /// <summary>The contract that it was built against.</summary>
    public required string ContractVersion { get; init; }

    /// <summary>Every file that it may load, absolute, with its SHA-256 in lower-case hex.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    internal IReadOnlyList<HostedSetting> Settings { get; private init; } = [];

    internal IReadOnlyList<HostedCredential> Credentials { get; private init; } = [];

    internal IReadOnlyList<string> AuthMethods { get; private init; } = [];

    internal IReadOnlyList<string> Egress { get; private init; } = [];

    /// <summary>The operations that read and nothing else, as the manifest declares them.</summary>
    internal IReadOnlyList<string> ReadOperations { get; private init; } = [];

    /// <summary>True when the manifest names a host, or a setting that holds one: only then may the driver's process open TCP connections.</summary>
    internal bool UsesNetwork => Egress.Count > 0 || Settings.Any(setting => setting.Kind is SettingKind.Url or SettingKind.Host);

    /// <summary>A driver of the store: its assemblies and native libraries, and nothing else, may be loaded.</summary>
    /// <exception cref="AgentException"><c>E-DRV-MANIFEST</c>, <c>E-DRV-CONTRACT</c>.</exception>
    public static HostedDriver From(InstalledDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        var files = driver.Files
            .Where(file => file.Key.StartsWith("lib/", StringComparison.Ordinal))
            .ToDictionary(file => Path.Combine(driver.Root, file.Key), file => file.Value, StringComparer.Ordinal);
        return FromManifest(driver.EntryAssembly, files, driver.ManifestJson);
    }

    /// <summary>Reads what the manifest declares.</summary>
    /// <param name="entryAssembly">The assembly that holds the driver, absolute.</param>
    /// <param name="files">Every file that it may load, absolute, with its SHA-256 in lower-case hex.</param>
    /// <param name="manifestJson">The manifest's text.</param>
    /// <exception cref="AgentException"><c>E-DRV-MANIFEST</c>: it is not a manifest; <c>E-DRV-CONTRACT</c>: it was built against another contract.</exception>
    public static HostedDriver FromManifest(string entryAssembly, IReadOnlyDictionary<string, string> files, string manifestJson)
    {
        ArgumentException.ThrowIfNullOrEmpty(entryAssembly);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(manifestJson);
        try
        {
            using var document = JsonDocument.Parse(manifestJson);
            var root = document.RootElement;
            var driver = new HostedDriver
            {
                DriverId = Text(root, "id"),
                EntryAssembly = Path.GetFullPath(entryAssembly),
                DriverType = Text(root, "driverType"),
                ContractVersion = Text(root, "contractVersion"),
                Files = files,
                Settings = [.. root.GetProperty("settings").EnumerateArray().Select(Setting)],
                Credentials = [.. root.GetProperty("credentials").EnumerateArray().Select(Credential)],
                AuthMethods = [.. root.GetProperty("auth").EnumerateArray().Select(method => Text(method, "name"))],
                Egress = Texts(root, "egress"),
                ReadOperations = root.TryGetProperty("operations", out var operations) ? [.. operations.EnumerateArray().Where(one => Text(one, "effect") == "read").Select(one => Text(one, "name"))] : [],
            };
            return Accepts(driver.ContractVersion) ? driver : throw DriverErrors.Contract(driver);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw DriverErrors.Manifest(Path.GetFileName(entryAssembly), exception);
        }
    }

    /// <summary>The same major version, up to our own minor one.</summary>
    private static bool Accepts(string contract) =>
        Version.TryParse(contract, out var theirs) && Version.TryParse(DriverContract.Version, out var ours)
        && theirs.Major == ours.Major && theirs.Minor <= ours.Minor;

    private static HostedSetting Setting(JsonElement setting) => new(
        Text(setting, "name"),
        Enum.Parse<SettingKind>(Text(setting, "kind"), ignoreCase: true),
        setting.GetProperty("required").GetBoolean(),
        setting.TryGetProperty("default", out var value) ? value.GetString() : null);

    private static HostedCredential Credential(JsonElement credential) => new(
        Text(credential, "name"),
        credential.GetProperty("secret").GetBoolean(),
        credential.GetProperty("required").GetBoolean(),
        Texts(credential, "authMethods"));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null.");

    private static string[] Texts(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString() ?? "")];
}
