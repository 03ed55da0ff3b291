using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IntegrationAgent.Driver;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Connect;

/// <summary>The checked settings of a connection.</summary>
internal sealed class PostgresConnection
{
    private const int MaxConnections = 16, ConnectSeconds = 15, KeepAliveSeconds = 30;

    /// <summary>Texts that the server makes of values do not depend on how the role or the database is set.</summary>
    private const string SessionOptions =
        "-c DateStyle=ISO,MDY -c IntervalStyle=postgres -c TimeZone=UTC -c bytea_output=hex -c extra_float_digits=1 -c standard_conforming_strings=on";

    private static readonly string[] TlsModes = ["auto", "verify-full", "verify-ca", "require", "disable"];
    private static readonly string[] Infinities = ["refuse", "null", "limit"];

    internal required string Host { get; init; }

    internal required int Port { get; init; }

    internal required string Database { get; init; }

    internal required string Schema { get; init; }

    internal required SslMode Tls { get; init; }

    internal required Infinity Infinity { get; init; }

    internal required int TimeoutSeconds { get; init; }

    internal static PostgresConnection From(ConnectionSettings settings)
    {
        var (host, port) = Address(settings.GetRequired(PostgresDriver.HostSetting), settings.GetOptional(PostgresDriver.PortSetting));
        return new PostgresConnection
        {
            Host = host,
            Port = port,
            Database = settings.GetRequired(PostgresDriver.DatabaseSetting),
            Schema = settings.GetOptional(PostgresDriver.SchemaSetting) ?? "public",
            Tls = TlsOf(settings.GetOptional(PostgresDriver.TlsSetting) ?? "auto", host),
            Infinity = (Infinity)OneOf(settings.GetOptional(PostgresDriver.InfinitySetting) ?? "refuse", Infinities, PostgresDriver.InfinitySetting),
            TimeoutSeconds = Number(settings.GetOptional(PostgresDriver.TimeoutSetting) ?? "300", 0, 86_400, PostgresDriver.TimeoutSetting),
        };
    }

    /// <summary>A pool of sessions whose password is read anew for each.</summary>
    internal async Task<NpgsqlDataSource> OpenAsync(ICredentialSource credentials, CancellationToken cancellationToken)
    {
        var user = (await credentials.GetAsync(PostgresDriver.UserCredential, cancellationToken).ConfigureAwait(false))?.Reveal();
        if (string.IsNullOrEmpty(user))
        {
            throw new DriverException(DriverErrorCode.AuthenticationFailed, $"The credential {PostgresDriver.UserCredential} is not set. Set it to the role to connect as.")
            {
                Scope = ErrorScope.Connection,
                Retry = RetryAdvice.AfterUserAction,
                Target = PostgresDriver.UserCredential,
            };
        }

        var builder = new NpgsqlDataSourceBuilder
        {
            ConnectionStringBuilder =
            {
                Host = Host,
                Port = Port,
                Database = Database,
                Username = user,
                SslMode = Tls,
                Options = SessionOptions,
                Timeout = ConnectSeconds,
                CommandTimeout = TimeoutSeconds,
                MaxPoolSize = MaxConnections,
                TcpKeepAlive = true,
                KeepAlive = KeepAliveSeconds,
                ApplicationName = "intagent",
                Enlist = false,
                IncludeErrorDetail = false,
                PersistSecurityInfo = false,
                ReadBufferSize = 65536,
                WriteBufferSize = 65536,
            },
        };
        builder.UsePasswordProvider(
            _ => throw new NotSupportedException("The password is read asynchronously."),
            async (_, ends) => (await credentials.GetAsync(PostgresDriver.PasswordCredential, ends).ConfigureAwait(false))?.Reveal() ?? "");
        if ((await credentials.GetAsync(PostgresDriver.RootCertificateCredential, cancellationToken).ConfigureAwait(false))?.Reveal() is { Length: > 0 } pem)
            builder.UseRootCertificate(Certificate(pem));
        return builder.Build();
    }

    private static X509Certificate2 Certificate(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            throw Invalid(PostgresDriver.RootCertificateCredential, $"{PostgresDriver.RootCertificateCredential} is no certificate in PEM form.");
        }
    }

    private static (string Host, int Port) Address(string host, string? port)
    {
        // host:port is taken as well, and an address of version 6 in brackets.
        if (!Uri.TryCreate("tcp://" + host, UriKind.Absolute, out var address) || address.IdnHost.Length == 0 || address.PathAndQuery is not ("" or "/") || address.UserInfo.Length > 0)
            throw Invalid(PostgresDriver.HostSetting, "The setting 'host' must be a name or address. A socket's folder is not reached from the driver's process.");
        var number = address.Port > 0 ? address.Port : Number(port ?? "5432", 1, 65_535, PostgresDriver.PortSetting);
        return (address.IdnHost, number);
    }

    /// <summary>A password goes over a channel whose other end is known, or to this machine.</summary>
    private static SslMode TlsOf(string text, string host)
    {
        var local = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        return OneOf(text, TlsModes, PostgresDriver.TlsSetting) switch
        {
            0 => local ? SslMode.Prefer : SslMode.VerifyFull,
            1 => SslMode.VerifyFull,
            2 => SslMode.VerifyCA,
            3 => SslMode.Require,
            _ => SslMode.Disable,
        };
    }

    private static int Number(string text, int least, int most, string setting) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Invalid(setting, string.Create(CultureInfo.InvariantCulture, $"The setting '{setting}' must be a whole number from {least} to {most}."));

    private static int OneOf(string text, string[] words, string setting) =>
        Array.IndexOf(words, text) is >= 0 and var at ? at : throw Invalid(setting, $"The setting '{setting}' must be one of {string.Join(", ", words)}.", words);

    private static DriverException Invalid(string setting, string message, IReadOnlyList<string>? suggestions = null) => new(DriverErrorCode.InvalidValue, message)
    {
        Scope = ErrorScope.Connection,
        Retry = RetryAdvice.AfterUserAction,
        Target = setting,
        Suggestions = suggestions ?? [],
    };
}
