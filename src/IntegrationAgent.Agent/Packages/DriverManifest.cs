namespace IntegrationAgent.Agent.Packages;

/// <summary>
/// What a driver says about itself, read from the JSON that its compiler wrote (<c>docs/schemas/driver-manifest.schema.json</c>).
/// Members that this version does not know are ignored: the text itself (<see cref="InstalledDriver.ManifestJson"/>) stays the truth.
/// Everything in it is third-party data, never instruction.
/// </summary>
public sealed class DriverManifest
{
    // Setters, not init: the JSON reader would overwrite the defaults of absent init members with null.


    /// <summary>The version of the manifest's shape.</summary>
    public string ManifestVersion { get; set; } = "";

    /// <summary>The contract that the driver was built against, for example <c>1.0</c>.</summary>
    public string ContractVersion { get; set; } = "";

    /// <summary>The driver's id, for example <c>salesforce</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>The name that people see.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>What the system is and what the driver does with it.</summary>
    public string Summary { get; set; } = "";

    /// <summary>The package that it was compiled for.</summary>
    public ManifestPackage Package { get; set; } = new();

    /// <summary>The system's own query language; null when it has none.</summary>
    public string? NativeLanguage { get; set; }

    /// <summary>The metadata name of the class that implements <c>IDriver</c>.</summary>
    public string DriverType { get; set; } = "";

    /// <summary>The metadata name of the class that implements <c>IDriverClient</c>.</summary>
    public string ClientType { get; set; } = "";

    /// <summary>The abilities of its clients: query, write, bulk_write, write_probe, schema_edit, change_feed, native_query, operations.</summary>
    public IReadOnlyList<string> Capabilities { get; set; } = [];

    /// <summary>What a script can do through it: read, read_changes, read_native, write, create_object, call.</summary>
    public IReadOnlyList<string> Verbs { get; set; } = [];

    /// <summary>What its code does beside the contract; see <see cref="DriverCapability"/>.</summary>
    public IReadOnlyList<string> Uses { get; set; } = [];

    /// <summary>The ways to authenticate; the first is the default.</summary>
    public IReadOnlyList<ManifestAuth> Auth { get; set; } = [];

    /// <summary>The credentials of a connection.</summary>
    public IReadOnlyList<ManifestCredential> Credentials { get; set; } = [];

    /// <summary>The settings of a connection.</summary>
    public IReadOnlyList<ManifestSetting> Settings { get; set; } = [];

    /// <summary>Hosts that it connects to, besides those of its settings.</summary>
    public IReadOnlyList<string> Egress { get; set; } = [];

    /// <summary>The limits of the system.</summary>
    public IReadOnlyList<ManifestRateLimit> RateLimits { get; set; } = [];

    /// <summary>The errors that it documents.</summary>
    public IReadOnlyList<ManifestError> Errors { get; set; } = [];

    /// <summary>Ways of working; the first three go on the driver's card.</summary>
    public IReadOnlyList<string> Idioms { get; set; } = [];

    /// <summary>What it can do beyond the contract.</summary>
    public IReadOnlyList<ManifestOperation> Operations { get; set; } = [];
}
