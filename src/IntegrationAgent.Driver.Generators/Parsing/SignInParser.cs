using IntegrationAgent.Driver.Generators.Model;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Reads how a person signs in. Everything that it names must be declared, so that a host can do it without knowing the system.</summary>
internal static class SignInParser
{
    public static IEnumerable<SignInModel> Parse(INamedTypeSymbol type, DeclarationCheck check, List<AuthModel> auth, List<CredentialModel> credentials, List<SettingModel> settings)
    {
        foreach (var attribute in DeclaredAttribute.All(type, "SignInAttribute"))
        {
            if (!check.Once(attribute, "SignIn"))
                continue;

            var model = new SignInModel(
                attribute.Subject, attribute.Text("AuthorizeUrl"), attribute.Text("TokenUrl"), attribute.Text("ClientId"), attribute.Text("ClientSecret"), attribute.Text("Token"));
            if (Problem(model, check, auth, credentials, settings) is { } problem)
                check.Report(attribute, problem);
            else
                yield return model;
        }
    }

    private static string? Problem(SignInModel model, DeclarationCheck check, List<AuthModel> auth, List<CredentialModel> credentials, List<SettingModel> settings)
    {
        if (auth.All(known => known.Name != model.AuthMethod))
            return $"[SignIn] is for the auth method \"{TextHygiene.Clean(model.AuthMethod, 60)}\", which is not declared: {check.DeclareOrChoose("AuthMethod", model.AuthMethod, auth.Select(known => known.Name))}";

        foreach (var (name, address) in new[] { ("AuthorizeUrl", model.AuthorizeUrl), ("TokenUrl", model.TokenUrl) })
        {
            if (Unknown(address, settings) is { } setting)
                return $"The {name} of [SignIn(\"{model.AuthMethod}\")] names the setting \"{TextHygiene.Clean(setting, 60)}\", which is not declared: {check.DeclareOrChoose("Setting", setting, settings.Select(known => known.Name))}";
            if (!IsAddress(address))
                return $"The {name} of [SignIn(\"{model.AuthMethod}\")] is no https address: write one such as \"https://login.example.com/oauth2/token\", or begin it with a setting, as in \"{{login_url}}/oauth2/token\"";
        }

        foreach (var (name, credential) in new[] { ("ClientId", model.ClientId), ("ClientSecret", model.ClientSecret), ("Token", model.Token) })
        {
            if ((credential.Length > 0 || name == "ClientId") && credentials.All(known => known.Name != credential))
                return $"The {name} of [SignIn(\"{model.AuthMethod}\")] is \"{TextHygiene.Clean(credential, 60)}\", which is no declared credential: write the name of one of {string.Join(", ", credentials.Select(known => known.Name))}";
        }

        return null;
    }

    /// <summary>The first setting in braces that is not declared.</summary>
    private static string? Unknown(string address, List<SettingModel> settings)
    {
        for (var open = address.IndexOf('{'); open >= 0; open = address.IndexOf('{', open + 1))
        {
            var close = address.IndexOf('}', open);
            var name = close < 0 ? address.Substring(open + 1) : address.Substring(open + 1, close - open - 1);
            if (settings.All(known => known.Name != name))
                return name;
        }

        return null;
    }

    private static bool IsAddress(string address) =>
        address.Length <= TextLimits.Default
        && address.All(c => c is > ' ' and < (char)127)
        && (address.StartsWith("{", StringComparison.Ordinal) || (address.StartsWith("https://", StringComparison.Ordinal) && Uri.TryCreate(address.Replace("{", "").Replace("}", ""), UriKind.Absolute, out _)));
}
