using System.Globalization;
using System.Net;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The checked settings of a connection.</summary>
internal sealed class SalesforceConnection
{
    internal const string DefaultVersion = "v62.0";
    internal const string DefaultTransport = "auto";
    internal const string DefaultDuplicates = "refuse";
    internal const string DefaultOverlap = "600";
    private static readonly string[] Methods = ["client_credentials", "jwt_bearer", "refresh_token", "access_token"];

    internal required string Method { get; init; }

    internal required Uri LoginUrl { get; init; }

    internal Uri? InstanceUrl { get; init; }

    internal required string Version { get; init; }

    internal required string Audience { get; init; }

    internal required TimeSpan ChangeOverlap { get; init; }

    internal required string Transport { get; init; }

    /// <summary>True where records are saved although a duplicate rule, which allows that, found similar ones.</summary>
    internal required bool SavesDuplicates { get; init; }

    internal static SalesforceConnection From(ConnectionSettings settings)
    {
        var method = settings.GetOptional("auth") ?? Methods[0];
        if (!Methods.Contains(method, StringComparer.Ordinal))
            throw Invalid("auth", $"The setting 'auth' must be one of {string.Join(", ", Methods)}.", Methods);
        var instance = Address(settings, "instance_url");
        var login = Address(settings, "login_url") ?? (method == "access_token" ? instance : null) ?? new Uri("https://login.salesforce.com");
        if (method == "access_token" && instance is null)
            throw Invalid("instance_url", "The setting 'instance_url' is needed with a ready access token. Set the org's address.");
        return new SalesforceConnection
        {
            Method = method,
            LoginUrl = login,
            InstanceUrl = instance,
            Version = VersionOf(settings.GetOptional("api_version") ?? DefaultVersion),
            Transport = TransportOf(settings.GetOptional("transport") ?? DefaultTransport),
            SavesDuplicates = (settings.GetOptional("duplicates") ?? DefaultDuplicates) switch
            {
                "refuse" => false,
                "save" => true,
                _ => throw Invalid("duplicates", "The setting 'duplicates' must be refuse or save.", ["refuse", "save"]),
            },
            ChangeOverlap = OverlapOf(settings.GetOptional("change_overlap") ?? DefaultOverlap),
            Audience = settings.GetOptional("audience") ?? AudienceOf(login),
        };
    }

    /// <summary>A token goes over TLS, or to this machine.</summary>
    internal static Uri Checked(string text, string setting)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw Invalid(setting, $"The setting '{setting}' must be an absolute https address.");
        if (address.Scheme == "http" && !IsThisMachine(address))
            throw Invalid(setting, $"The setting '{setting}' must begin with https: a token would be readable on the way.");
        return new Uri(address.GetLeftPart(UriPartial.Authority));
    }

    private static bool IsThisMachine(Uri address) =>
        address.IsLoopback || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));

    private static Uri? Address(ConnectionSettings settings, string name) => settings.GetOptional(name) is { } text ? Checked(text, name) : null;

    private static string VersionOf(string text)
    {
        var number = text.AsSpan().TrimStart("vV");
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) || version != decimal.Truncate(version) || version is < 31 or > 199)
            throw Invalid("api_version", "The setting 'api_version' must be a version of the API from v31.0 on, for example v62.0.");
        return string.Create(CultureInfo.InvariantCulture, $"v{version:F1}");
    }

    private static string TransportOf(string text) =>
        text is "rest" or "bulk" or "auto" ? text : throw Invalid("transport", "The setting 'transport' must be auto, rest or bulk.", ["auto", "rest", "bulk"]);

    private static TimeSpan OverlapOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 10 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw Invalid("change_overlap", "The setting 'change_overlap' must be a number of seconds from 10 to 86400.");

    private static string AudienceOf(Uri login)
    {
        var host = login.Host;
        if (!host.EndsWith(".salesforce.com", StringComparison.OrdinalIgnoreCase))
            return login.GetLeftPart(UriPartial.Authority);
        return host.StartsWith("test.", StringComparison.OrdinalIgnoreCase) || host.Contains(".sandbox.", StringComparison.OrdinalIgnoreCase)
            ? "https://test.salesforce.com"
            : "https://login.salesforce.com";
    }

    private static DriverException Invalid(string setting, string message, IReadOnlyList<string>? suggestions = null) => new(DriverErrorCode.InvalidValue, message)
    {
        Scope = ErrorScope.Connection,
        Retry = RetryAdvice.AfterUserAction,
        Target = setting,
        Suggestions = suggestions ?? [],
    };
}
