using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Packages;

/// <summary>
/// What a driver says about itself, read from the JSON that its compiler wrote. Members that this version does not know are ignored:
/// the text itself (<see cref="InstalledDriver.ManifestJson"/>) stays the truth. Everything in it is third-party data.
/// </summary>
public sealed class DriverManifest
{
    /// <summary>The driver's id, for example <c>salesforce</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>The name that people see.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>One line: what it is.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The contract that it was built against, for example <c>1.0</c>.</summary>
    public string ContractVersion { get; init; } = "";

    /// <summary>The system's own query language; null when it has none.</summary>
    public string? NativeLanguage { get; init; }

    /// <summary>The abilities of its clients: names of the contract's optional interfaces.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>What its code does beside the contract; see <see cref="DriverCapability"/>.</summary>
    public IReadOnlyList<string> Uses { get; init; } = [];

    /// <summary>Hosts that it connects to, besides those of its settings.</summary>
    public IReadOnlyList<string> Egress { get; init; } = [];

    /// <summary>The settings of a connection.</summary>
    public IReadOnlyList<ManifestSetting> Settings { get; init; } = [];

    /// <summary>The credentials of a connection.</summary>
    public IReadOnlyList<ManifestCredential> Credentials { get; init; } = [];

    /// <summary>The ways to authenticate; the first is the default.</summary>
    public IReadOnlyList<ManifestAuthMethod> AuthMethods { get; init; } = [];

    /// <summary>How to work with it, in the author's words.</summary>
    public IReadOnlyList<string> Idioms { get; init; } = [];

    /// <summary>The limits of the system, each as its JSON.</summary>
    public IReadOnlyList<JsonElement> RateLimits { get; init; } = [];

    /// <summary>Its operations, each as its JSON.</summary>
    public IReadOnlyList<JsonElement> Operations { get; init; } = [];

    /// <summary>Its errors, each as its JSON.</summary>
    public IReadOnlyList<JsonElement> Errors { get; init; } = [];

    /// <summary>Members that this version does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Other { get; init; }
}
