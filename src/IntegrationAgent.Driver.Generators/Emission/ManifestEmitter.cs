using IntegrationAgent.Driver.Generators.Model;

namespace IntegrationAgent.Driver.Generators.Emission;

/// <summary>Writes the manifest: one canonical JSON text, whose schema is docs/schemas/driver-manifest.schema.json.</summary>
internal static class ManifestEmitter
{
    public const string ManifestVersion = "1.0";

    private static readonly (string Capability, string Verb)[] Verbs =
    [
        ("query", "read"),
        ("change_feed", "read_changes"),
        ("native_query", "read_native"),
        ("write", "write"),
        ("bulk_write", "write"),
        ("schema_edit", "create_object"),
        ("operations", "call"),
    ];

    public static string Emit(DriverModel driver, EquatableArray<OperationModel> operations, PackageModel package) => new JsonObject()
        .Add("manifestVersion", ManifestVersion)
        .Add("contractVersion", package.ContractVersion)
        .Add("id", driver.Id)
        .Add("displayName", driver.DisplayName)
        .Add("summary", driver.Summary)
        .Add("package", new JsonObject().Add("id", package.Id).Add("version", package.Version).Add("assembly", package.Assembly))
        .Add("driverType", driver.DriverType)
        .Add("clientType", driver.ClientType)
        .AddText("nativeLanguage", driver.NativeLanguage)
        .AddList("capabilities", driver.Capabilities)
        .AddList("verbs", Verbs.Where(verb => driver.Capabilities.Contains(verb.Capability)).Select(verb => verb.Verb).Distinct())
        .AddList("auth", driver.Auth.Select(auth => Auth(auth, driver)))
        .AddList("credentials", driver.Credentials.Select(Credential))
        .AddList("settings", driver.Settings.Select(Setting))
        .AddList("egress", driver.Egress)
        .AddList("uses", driver.Uses)
        .AddList("rateLimits", driver.RateLimits.Select(RateLimit))
        .AddList("errors", driver.Errors.Select(Error))
        .AddList("idioms", driver.Idioms)
        .AddList("operations", operations.OrderBy(operation => operation.Name, StringComparer.Ordinal).Select(Operation))
        .ToString();

    private static JsonObject Auth(AuthModel auth, DriverModel driver)
    {
        var json = new JsonObject()
            .Add("name", auth.Name)
            .AddText("description", auth.Description)
            .AddList("scopes", auth.Scopes)
            .AddList("credentials", from credential in driver.Credentials
                                    where credential.AuthMethods.Count == 0 || credential.AuthMethods.Contains(auth.Name)
                                    select credential.Name);
        var signIn = driver.SignIns.FirstOrDefault(one => one.AuthMethod == auth.Name);
        return signIn is null ? json : json.Add("signIn", SignIn(signIn));
    }

    private static JsonObject SignIn(SignInModel signIn) => new JsonObject()
        .Add("authorizeUrl", signIn.AuthorizeUrl)
        .Add("tokenUrl", signIn.TokenUrl)
        .Add("clientId", signIn.ClientId)
        .AddText("clientSecret", signIn.ClientSecret)
        .AddText("token", signIn.Token);

    private static JsonObject Credential(CredentialModel credential) => new JsonObject()
        .Add("name", credential.Name)
        .AddText("description", credential.Description)
        .Add("secret", credential.Secret)
        .Add("required", credential.Required)
        .AddList("authMethods", credential.AuthMethods);

    private static JsonObject Setting(SettingModel setting)
    {
        var json = new JsonObject()
            .Add("name", setting.Name)
            .AddText("description", setting.Description)
            .Add("kind", setting.Kind)
            .Add("required", setting.Required);
        return setting.Default is null ? json : json.Add("default", setting.Default);
    }

    private static JsonObject RateLimit(RateLimitModel limit) => new JsonObject()
        .Add("name", limit.Name)
        .Add("windowSeconds", limit.WindowSeconds)
        .Add("quota", limit.Quota)
        .Add("concurrency", limit.Concurrency)
        .Add("costPerCall", limit.CostPerCall)
        .Add("reservePercent", limit.ReservePercent)
        .AddText("readFrom", limit.ReadFrom);

    private static JsonObject Error(ErrorModel error) => new JsonObject()
        .Add("code", error.Code)
        .AddText("meaning", error.Meaning)
        .AddText("action", error.Action)
        .Add("retry", error.Retry);

    public static JsonObject Operation(OperationModel operation)
    {
        var json = new JsonObject()
            .Add("name", operation.Name)
            .Add("summary", operation.Summary)
            .Add("effect", operation.Effect)
            .Add("idempotent", operation.IsIdempotent)
            .Add("parameters", SchemaEmitter.Arguments(operation))
            .AddList("errors", operation.Errors)
            .AddList("examples", operation.Examples);
        return operation.Result is null ? json : json.Add("result", SchemaEmitter.Result(operation.Result));
    }
}
