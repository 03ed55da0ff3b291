using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Model;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Reads and checks the declarations on a driver's class. One that is not valid is reported and left out.</summary>
internal static class DeclarationParser
{
    private static readonly string[] SecretWords = ["SECRET", "PASSWORD", "PASSWD", "TOKEN", "APIKEY", "API_KEY", "PRIVATE_KEY", "PASSPHRASE", "CREDENTIAL"];

    private static readonly string[] CodeCapabilities = ["network", "native_code", "process", "files", "environment", "assembly_load", "code_generation", "module_initializer"];

    public static Declarations Parse(INamedTypeSymbol type, List<DiagnosticInfo> diagnostics)
    {
        var check = new DeclarationCheck(type, diagnostics);
        var auth = new List<AuthModel>();
        foreach (var attribute in DeclaredAttribute.All(type, "AuthMethodAttribute"))
        {
            if (check.SnakeCase(attribute, "AuthMethod") && check.Once(attribute, "AuthMethod"))
            {
                auth.Add(new AuthModel(
                    attribute.Subject,
                    TextHygiene.Clean(attribute.Text("Description"), TextLimits.Description),
                    attribute.Texts("Scopes").Select(scope => TextHygiene.Clean(scope, TextLimits.Scope)).ToEquatableArray()));
            }
        }

        List<CredentialModel> credentials = [.. Credentials(type, check, auth)];
        List<SettingModel> settings = [.. Settings(type, check)];
        return new Declarations(
            auth,
            credentials,
            settings,
            [.. SignInParser.Parse(type, check, auth, credentials, settings)],
            [.. Egress(type, check)],
            [.. Uses(type, check)],
            [.. RateLimits(type, check)],
            [.. Errors(type, check)],
            [.. DeclaredAttribute.All(type, "IdiomAttribute").Select(attribute => TextHygiene.Clean(attribute.Subject, TextLimits.Idiom)).Where(text => text.Length > 0)]);
    }

    private static IEnumerable<CredentialModel> Credentials(INamedTypeSymbol type, DeclarationCheck check, List<AuthModel> auth)
    {
        foreach (var attribute in DeclaredAttribute.All(type, "CredentialAttribute"))
        {
            var name = attribute.Subject;
            if (!Words.IsVariable(name))
            {
                check.Report(attribute, $"The credential \"{TextHygiene.Clean(name, 60)}\" is not named like an environment variable: write [Credential(\"{Words.SuggestVariable(name)}\")]");
                continue;
            }

            if (!check.Once(attribute, "Credential"))
                continue;

            var isSecret = attribute.Flag("Secret", byDefault: true);
            if (!isSecret && SecretWords.Any(word => name.IndexOf(word, StringComparison.Ordinal) >= 0) && !name.EndsWith("_ID", StringComparison.Ordinal) && !name.EndsWith("_URL", StringComparison.Ordinal))
                check.Report(attribute, $"The credential \"{name}\" is declared Secret = false and its name says that it is one, so its value would be printed: remove 'Secret = false', or rename it");

            var methods = attribute.Texts("AuthMethods");
            foreach (var method in methods)
            {
                if (auth.All(known => known.Name != method))
                    check.Report(attribute, $"The credential \"{name}\" names the auth method \"{TextHygiene.Clean(method, 60)}\", which is not declared: {check.DeclareOrChoose("AuthMethod", method, auth.Select(known => known.Name))}");
            }

            yield return new CredentialModel(
                name,
                TextHygiene.Clean(attribute.Text("Description"), TextLimits.Description),
                isSecret,
                attribute.Flag("Required", byDefault: true),
                methods.Where(method => auth.Any(known => known.Name == method)).ToEquatableArray());
        }
    }

    private static IEnumerable<SettingModel> Settings(INamedTypeSymbol type, DeclarationCheck check)
    {
        foreach (var attribute in DeclaredAttribute.All(type, "SettingAttribute"))
        {
            if (!check.SnakeCase(attribute, "Setting") || !check.Once(attribute, "Setting"))
                continue;

            var kind = attribute.Word("Kind", "text");
            var byDefault = attribute.OptionalText("Default");
            if (byDefault is not null && !FitsKind(kind, byDefault))
                check.Report(attribute, $"The default \"{TextHygiene.Clean(byDefault, 60)}\" of the setting \"{attribute.Subject}\" is no {kind}: write {ExampleOf(kind)}, or choose another Kind");

            yield return new SettingModel(
                attribute.Subject,
                TextHygiene.Clean(attribute.Text("Description"), TextLimits.Description),
                kind,
                attribute.Flag("Required", byDefault: false),
                byDefault is null ? null : TextHygiene.Clean(byDefault, TextLimits.Default));
        }
    }

    private static IEnumerable<string> Egress(INamedTypeSymbol type, DeclarationCheck check)
    {
        foreach (var attribute in DeclaredAttribute.All(type, "EgressAttribute"))
        {
            if (Words.IsHost(attribute.Subject))
                yield return attribute.Subject;
            else
                check.Report(attribute, $"\"{TextHygiene.Clean(attribute.Subject, 60)}\" is no host name: write the host alone in lower case, for example [Egress(\"api.example.com\")] or [Egress(\"*.example.com\")], without scheme, port or path");
        }
    }

    private static IEnumerable<string> Uses(INamedTypeSymbol type, DeclarationCheck check)
    {
        foreach (var attribute in DeclaredAttribute.All(type, "UsesAttribute"))
        {
            if (CodeCapabilities.Contains(attribute.Subject))
                yield return attribute.Subject;
            else
                check.Report(attribute, $"\"{TextHygiene.Clean(attribute.Subject, 60)}\" is nothing that an installation looks for: write one of {string.Join(", ", CodeCapabilities)}");
        }
    }

    private static IEnumerable<RateLimitModel> RateLimits(INamedTypeSymbol type, DeclarationCheck check)
    {
        foreach (var attribute in DeclaredAttribute.All(type, "RateLimitAttribute"))
        {
            if (!check.SnakeCase(attribute, "RateLimit") || !check.Once(attribute, "RateLimit"))
                continue;

            var limit = new RateLimitModel(
                attribute.Subject,
                attribute.Number("WindowSeconds", 0),
                attribute.Number("Quota", 0),
                attribute.Number("Concurrency", 0),
                attribute.Number("CostPerCall", 1),
                attribute.Number("ReservePercent", 10),
                TextHygiene.Clean(attribute.Text("ReadFrom"), TextLimits.ReadFrom));
            if (limit.WindowSeconds < 0 || limit.Quota < 0 || limit.Concurrency < 0 || limit.CostPerCall < 0 || limit.ReservePercent is < 0 or > 99)
                check.Report(attribute, $"The rate limit \"{limit.Name}\" has a number out of range: write amounts of 0 or more, and a ReservePercent from 0 to 99");
            else if (limit.WindowSeconds == 0 && limit.Concurrency == 0)
                check.Report(attribute, $"The rate limit \"{limit.Name}\" limits nothing: write WindowSeconds (and Quota, or 0 where only the system knows), or Concurrency");
            else
                yield return limit;
        }
    }

    private static IEnumerable<ErrorModel> Errors(INamedTypeSymbol type, DeclarationCheck check)
    {
        foreach (var attribute in DeclaredAttribute.All(type, "DriverErrorAttribute"))
        {
            if (!check.SnakeCase(attribute, "DriverError") || !check.Once(attribute, "DriverError"))
                continue;

            yield return new ErrorModel(
                attribute.Subject,
                TextHygiene.Clean(attribute.Text("Meaning"), TextLimits.ErrorText),
                TextHygiene.Clean(attribute.Text("Action"), TextLimits.ErrorText),
                attribute.Word("Retry", "never"));
        }
    }

    private static bool FitsKind(string kind, string value) => kind switch
    {
        "url" => Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https",
        "integer" => long.TryParse(value, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _),
        "boolean" => value is "true" or "false",
        _ => true,
    };

    private static string ExampleOf(string kind) => kind switch
    {
        "url" => "an absolute address such as \"https://api.example.com\"",
        "integer" => "digits such as \"50\"",
        _ => "\"true\" or \"false\"",
    };
}
