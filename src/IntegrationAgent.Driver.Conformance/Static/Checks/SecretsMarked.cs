using System.Reflection;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>14: what is a secret is declared and typed as one, so that it never prints.</summary>
internal sealed class SecretsMarked : StaticCheck
{
    private static readonly HashSet<string> SecretWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "secret", "password", "passwd", "passphrase", "pwd", "token", "apikey", "pat", "pin", "credential", "privatekey", "accesskey", "sas", "dsn",
    };

    /// <summary>Words after which a name speaks of something about a secret, not of the secret: token_url, key_field.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "url", "uri", "host", "endpoint", "path", "name", "header", "field", "id", "type", "method", "count", "limit", "lifetime", "seconds", "store", "version", "kind", "scope", "audience", "source",
    };

    public override int Number => 14;

    public override string Id => "secret-fields-marked";

    public override string Requirement => "No setting, no credential that is not secret, and no public text of the driver's types has the name or the value of a secret.";

    public override string Meaning => "A secret would be printed, logged or shown to a model.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        foreach (var setting in subject.Manifest.Settings)
        {
            verdict.Expect(!IsSecretName(setting.Name), $"The setting {setting.Name} has the name of a secret. Declare it with [Credential].");
            verdict.Expect(setting.Default is null || !TextDanger.LooksRandom(setting.Default), $"The default of the setting {setting.Name} looks like a secret. Take it out, and revoke it if it is one.");
        }

        foreach (var credential in subject.Manifest.Credentials)
            verdict.Expect(credential.Secret || !IsSecretName(credential.Name), $"The credential {credential.Name} has the name of a secret and is declared with Secret = false. Leave that out.");

        foreach (var text in subject.Image.Texts)
        {
            verdict.Observe();
            if (TextDanger.Find(text, isOneLine: false).Any(danger => danger.Contains("secret", StringComparison.Ordinal)))
                verdict.Fail($"A text of {text.Length} characters in the code looks like a secret. Take it out, and revoke it if it is one.");
        }

        foreach (var property in subject.Assembly.GetExportedTypes().SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)))
        {
            verdict.Expect(
                property.PropertyType != typeof(string) || !IsSecretName(property.Name),
                $"{property.DeclaringType?.Name}.{property.Name} has the name of a secret and is a string. Make it a Secret.");
        }
    }

    private static bool IsSecretName(string name)
    {
        var words = Words(name);
        if (words.Count == 0 || Harmless.Contains(words[^1]))
            return false;
        return words.Any(SecretWords.Contains) || words.Zip(words.Skip(1)).Any(pair => SecretWords.Contains(pair.First + pair.Second));
    }

    private static List<string> Words(string name)
    {
        var spaced = string.Concat(name.Select((letter, index) => index > 0 && char.IsUpper(letter) && char.IsLower(name[index - 1]) ? "_" + letter : letter.ToString()));
        return [.. spaced.Split(['_', '-', '.'], StringSplitOptions.RemoveEmptyEntries)];
    }
}
