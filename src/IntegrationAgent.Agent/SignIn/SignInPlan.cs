using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.SignIn;

/// <summary>Where and as which client a person signs in: what the driver's manifest declares, with the connection's settings put in.</summary>
internal sealed partial class SignInPlan
{
    public required ManifestAuth Method { get; init; }

    public required Uri AuthorizeUrl { get; init; }

    public required Uri TokenUrl { get; init; }

    public required string ClientId { get; init; }

    public SecretValue? ClientSecret { get; init; }

    /// <summary>The auth method that a sign-in of this driver is for.</summary>
    /// <exception cref="AgentException"><c>E-SGN-UNSUPPORTED</c>.</exception>
    public static ManifestAuth MethodOf(DriverManifest manifest) =>
        manifest.Auth.FirstOrDefault(auth => auth.SignIn is not null) ?? throw SignInErrors.Unsupported(manifest.Id);

    /// <exception cref="AgentException"><c>E-SGN-UNSUPPORTED</c>, <c>E-SGN-ADDRESS</c>, <c>E-SEC-MISSING</c>.</exception>
    public static SignInPlan Of(ConnectionDefinition connection, DriverManifest manifest, SecretSource secrets)
    {
        var method = MethodOf(manifest);
        var declared = method.SignIn!; // MethodOf takes only such
        var isSecret = manifest.Credentials.FirstOrDefault(credential => credential.Name == declared.ClientId)?.Secret ?? true;
        return new SignInPlan
        {
            Method = method,
            AuthorizeUrl = Address("address for the browser", declared.AuthorizeUrl, connection, manifest),
            TokenUrl = Address("address for the token", declared.TokenUrl, connection, manifest),
            // A client's id that is not secret stands in the address that is printed, so the scrubber must not learn it.
            ClientId = (isSecret ? null : secrets.FindSetting(connection.Name, declared.ClientId)) ?? secrets.Require(connection.Name, declared.ClientId).Reveal(),
            ClientSecret = declared.ClientSecret.Length == 0 ? null : secrets.Find(connection.Name, declared.ClientSecret),
        };
    }

    private static Uri Address(string name, string template, ConnectionDefinition connection, DriverManifest manifest)
    {
        var hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var text = SettingPattern().Replace(template, match =>
        {
            var setting = match.Groups[1].Value;
            var value = connection.Settings.GetValueOrDefault(setting) is { Length: > 0 } given ? given : manifest.Settings.FirstOrDefault(one => one.Name == setting)?.Default;
            if (string.IsNullOrEmpty(value))
                throw SignInErrors.Address(name, $"needs the setting '{setting}', which is not set");
            if (Uri.TryCreate(value, UriKind.Absolute, out var named))
                hosts.Add(named.IdnHost);
            return value.TrimEnd('/');
        });
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
            throw SignInErrors.Address(name, "is no https address");
        if (address.Scheme == "http" && !address.IsLoopback)
            throw SignInErrors.Address(name, "does not begin with https: the token would be readable on the way");
        if (!hosts.Contains(address.IdnHost) && !manifest.Egress.Any(host => Covers(host, address.IdnHost)))
            throw SignInErrors.Address(name, "leads to a host that the driver does not declare");
        return address;
    }

    private static bool Covers(string declared, string host) => declared.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(declared[1..], StringComparison.OrdinalIgnoreCase) && host.Length > declared.Length - 1
        : string.Equals(declared, host, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\{([a-z0-9_]+)\}")]
    private static partial Regex SettingPattern();
}
