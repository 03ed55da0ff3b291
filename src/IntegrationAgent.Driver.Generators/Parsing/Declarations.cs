using IntegrationAgent.Driver.Generators.Model;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>The declarations of one class, in the order in which they are written.</summary>
internal sealed record Declarations(
    List<AuthModel> Auth,
    List<CredentialModel> Credentials,
    List<SettingModel> Settings,
    List<SignInModel> SignIns,
    List<string> Egress,
    List<string> Uses,
    List<RateLimitModel> RateLimits,
    List<ErrorModel> Errors,
    List<string> Idioms);
