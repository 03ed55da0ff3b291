using System.Globalization;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>A connection's settings and credentials, drawn at random from what one manifest allows.</summary>
internal sealed class GeneratedConnection
{
    private readonly SortedDictionary<string, string> settings = new(StringComparer.Ordinal);
    private readonly SortedSet<string> credentials = new(StringComparer.Ordinal);
    private string? auth;

    public static GeneratedConnection Draw(ManifestModel manifest, Random random)
    {
        var drawn = new GeneratedConnection();
        if (manifest.Auth.Count > 0)
            drawn.auth = manifest.Auth[random.Next(manifest.Auth.Count)].Name;
        foreach (var setting in manifest.Settings)
        {
            if (setting.Name == "auth" && drawn.auth is not null)
                drawn.settings[setting.Name] = drawn.auth;
            else if (setting.Required || random.Next(2) == 0)
                drawn.settings[setting.Name] = Value(setting, random);
        }

        foreach (var credential in manifest.Credentials)
        {
            var applies = credential.AuthMethods.Count == 0 || (drawn.auth is not null && credential.AuthMethods.Contains(drawn.auth));
            if (applies && (credential.Required || random.Next(2) == 0))
                drawn.credentials.Add(credential.Name);
        }

        return drawn;
    }

    /// <summary>Why another manifest refuses it; empty where it accepts it.</summary>
    public IEnumerable<string> Problems(ManifestModel manifest)
    {
        if (auth is not null && manifest.Auth.All(method => method.Name != auth))
            yield return $"the auth method {auth} is unknown";
        foreach (var (name, value) in settings)
        {
            var setting = manifest.Settings.FirstOrDefault(one => one.Name == name);
            if (setting is null)
                yield return $"the setting {name} is unknown";
            else if (!IsOfKind(setting.Kind, value))
                yield return $"the setting {name} no longer takes what is no {setting.Kind}";
        }

        foreach (var setting in manifest.Settings.Where(one => one.Required && !settings.ContainsKey(one.Name)))
            yield return $"the setting {setting.Name} is required";
        foreach (var credential in manifest.Credentials.Where(one => one.Required && !credentials.Contains(one.Name)))
        {
            if (credential.AuthMethods.Count == 0 || (auth is not null && credential.AuthMethods.Contains(auth)))
                yield return $"the credential {credential.Name} is required";
        }

        foreach (var name in credentials.Where(name => manifest.Credentials.All(one => one.Name != name)))
            yield return $"the credential {name} is unknown";
    }

    private static string Value(ManifestModel.ManifestSetting setting, Random random) => setting.Kind switch
    {
        "boolean" => random.Next(2) == 0 ? "true" : "false",
        "integer" => random.Next(1, 100_000).ToString(CultureInfo.InvariantCulture),
        "url" => $"https://host{random.Next(1000)}.example.com/",
        "host" => $"host{random.Next(1000)}.example.com",
        "file" => $"data/file{random.Next(1000)}.db",
        _ => $"text {random.Next(1000)}",
    };

    private static bool IsOfKind(string kind, string value) => kind switch
    {
        "boolean" => value is "true" or "false",
        "integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "url" => Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http",
        "host" => Uri.CheckHostName(value) != UriHostNameType.Unknown,
        "file" => value.Contains('/', StringComparison.Ordinal) || value.Contains('.', StringComparison.Ordinal),
        _ => true,
    };
}
