using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>The manifest as the static checks read it; members that this kit does not know are ignored.</summary>
internal sealed class ManifestModel
{
    // Setters, not init: the JSON reader would overwrite the defaults of absent init members with null.
    public string ManifestVersion { get; set; } = "";

    public string ContractVersion { get; set; } = "";

    public string Id { get; set; } = "";

    public string DisplayName { get; set; } = "";

    public string Summary { get; set; } = "";

    public ManifestPackage Package { get; set; } = new();

    public string? NativeLanguage { get; set; }

    public string DriverType { get; set; } = "";

    public string ClientType { get; set; } = "";

    public IReadOnlyList<string> Capabilities { get; set; } = [];

    public IReadOnlyList<string> Verbs { get; set; } = [];

    public IReadOnlyList<string> Uses { get; set; } = [];

    public IReadOnlyList<ManifestAuth> Auth { get; set; } = [];

    public IReadOnlyList<ManifestCredential> Credentials { get; set; } = [];

    public IReadOnlyList<ManifestSetting> Settings { get; set; } = [];

    public IReadOnlyList<string> Egress { get; set; } = [];

    public IReadOnlyList<ManifestRateLimit> RateLimits { get; set; } = [];

    public IReadOnlyList<ManifestError> Errors { get; set; } = [];

    public IReadOnlyList<string> Idioms { get; set; } = [];

    public IReadOnlyList<ManifestOperation> Operations { get; set; } = [];

    /// <exception cref="JsonException">The text is not the JSON of a manifest.</exception>
    public static ManifestModel Parse(string json) =>
        JsonSerializer.Deserialize(json, StaticJson.Default.ManifestModel) ?? throw new JsonException("The manifest is empty.");

    internal sealed record ManifestPackage
    {
        public string Assembly { get; set; } = "";

        public string Id { get; set; } = "";

        public string Version { get; set; } = "";
    }

    internal sealed record ManifestAuth
    {
        public string Name { get; set; } = "";

        public string Description { get; set; } = "";

        public IReadOnlyList<string> Scopes { get; set; } = [];

        public IReadOnlyList<string> Credentials { get; set; } = [];

        public ManifestSignIn? SignIn { get; set; }
    }

    internal sealed record ManifestSignIn
    {
        public string AuthorizeUrl { get; set; } = "";

        public string TokenUrl { get; set; } = "";

        public string ClientId { get; set; } = "";

        public string ClientSecret { get; set; } = "";

        public string Token { get; set; } = "";
    }

    internal sealed record ManifestCredential
    {
        public string Name { get; set; } = "";

        public string Description { get; set; } = "";

        public bool Secret { get; set; }

        public bool Required { get; set; }

        public IReadOnlyList<string> AuthMethods { get; set; } = [];
    }

    internal sealed record ManifestSetting
    {
        public string Name { get; set; } = "";

        public string Description { get; set; } = "";

        public string Kind { get; set; } = "text";

        public bool Required { get; set; }

        public string? Default { get; set; }
    }

    internal sealed record ManifestRateLimit
    {
        public string Name { get; set; } = "";

        public int WindowSeconds { get; set; }

        public long Quota { get; set; }

        public int Concurrency { get; set; }

        public int CostPerCall { get; set; }

        public int ReservePercent { get; set; }

        public string ReadFrom { get; set; } = "";
    }

    internal sealed record ManifestError
    {
        public string Code { get; set; } = "";

        public string Meaning { get; set; } = "";

        public string Action { get; set; } = "";

        public string Retry { get; set; } = "never";
    }

    internal sealed record ManifestOperation
    {
        public string Name { get; set; } = "";

        public string Summary { get; set; } = "";

        public string Effect { get; set; } = "";

        public bool Idempotent { get; set; }

        public JsonElement Parameters { get; set; }

        public JsonElement? Result { get; set; }

        public IReadOnlyList<string> Errors { get; set; } = [];

        public IReadOnlyList<string> Examples { get; set; } = [];
    }
}
