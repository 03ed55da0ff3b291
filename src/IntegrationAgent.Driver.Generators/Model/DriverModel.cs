namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>What the declarations on a driver's class say.</summary>
internal sealed record DriverModel(
    string Id,
    string DisplayName,
    string Summary,
    string DriverType,
    string ClientType,
    string? NativeLanguage,
    EquatableArray<string> Capabilities,
    EquatableArray<AuthModel> Auth,
    EquatableArray<CredentialModel> Credentials,
    EquatableArray<SettingModel> Settings,
    EquatableArray<SignInModel> SignIns,
    EquatableArray<string> Egress,
    EquatableArray<string> Uses,
    EquatableArray<RateLimitModel> RateLimits,
    EquatableArray<ErrorModel> Errors,
    EquatableArray<string> Idioms);
