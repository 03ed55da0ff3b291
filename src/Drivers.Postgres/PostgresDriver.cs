using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Connect;

namespace IntegrationAgent.Drivers.Postgres;

/// <summary>PostgreSQL: the tables and views of one database. Reads stream over a snapshot, writes are keyed and told apart into created, updated and unchanged.</summary>
[Driver("postgres", DisplayName = "PostgreSQL", Client = typeof(PostgresClient), NativeLanguage = "SQL")]
[AuthMethod("password", Description = "A role with a password (SCRAM-SHA-256 or MD5), or a server that trusts the address.")]
[Credential(UserCredential, Secret = false, Description = "The role to connect as.")]
[Credential(PasswordCredential, Required = false, Description = "The role's password; not set where the server asks for none.")]
[Credential(RootCertificateCredential, Secret = false, Required = false, Description = "The certificate (PEM) of the authority that signed the server's, where the machine does not know it.")]
[Setting(HostSetting, Kind = SettingKind.Host, Required = true, Description = "The server's name or address.")]
[Setting(PortSetting, Kind = SettingKind.Integer, Default = "5432", Description = "The server's TCP port.")]
[Setting(DatabaseSetting, Required = true, Description = "The database.")]
[Setting(SchemaSetting, Default = "public", Description = "The schema whose tables are addressed by their bare names; others as schema.table.")]
[Setting(TlsSetting, Default = "auto", Description = "verify-full, verify-ca, require or disable; auto asks for verify-full, and on this machine takes what the server offers.")]
[Setting(InfinitySetting, Default = "refuse", Description = "What infinite or far-away dates and numbers that are none become when read: refuse, null, or limit for the nearest date.")]
[Setting(TimeoutSetting, Kind = SettingKind.Integer, Default = "300", Description = "How many seconds the server may be silent within a statement; 0 for ever.")]
// Of Npgsql, and never reached from here: it can look for a password file, for variables of libpq, and ask klist for a Kerberos name.
[Uses("files")]
[Uses("environment")]
[Uses("process")]
[Idiom("Write with an upsert whose key is the primary key or a unique index: running it again changes nothing.")]
[Idiom("Follow a foreign key with a path: account_id is followed as account.name.")]
[Idiom("Name tables of other schemas as schema.table.")]
[Idiom("Leave a field out to keep what is stored; write null to clear it.")]
[DriverError("object_not_found", Meaning = "There is no such table or view.", Action = "Use one of the suggested names.", Retry = RetryAdvice.AfterUserAction)]
[DriverError("field_not_found", Meaning = "The table has no such column.", Action = "Use one of the suggested names.", Retry = RetryAdvice.AfterUserAction)]
[DriverError("invalid_value", Meaning = "A value does not fit its column, breaks a check, or a key that is not unique was named.", Action = "Correct the value, or choose a unique key.")]
[DriverError("duplicate", Meaning = "A unique column has this value already, or a key is twice in one batch.", Action = "Upsert by that column; make the keys of the source distinct.")]
[DriverError("conflict", Meaning = "Another transaction held the rows, or an existing table differs.", Action = "Try again later; compare the tables.", Retry = RetryAdvice.After)]
[DriverError("cursor_expired", Meaning = "A cursor belongs to another query, or a position of changes to another server, table or time.", Action = "Begin again without it.")]
[DriverError(RecordNotFound, Meaning = "An update named a key that is not there.", Action = "Upsert instead, or read the keys again.")]
public sealed class PostgresDriver : IDriver
{
    internal const string HostSetting = "host";
    internal const string PortSetting = "port";
    internal const string DatabaseSetting = "database";
    internal const string SchemaSetting = "schema";
    internal const string TlsSetting = "tls";
    internal const string InfinitySetting = "infinity";
    internal const string TimeoutSetting = "statement_timeout";
    internal const string UserCredential = "PGUSER";
    internal const string PasswordCredential = "PGPASSWORD";
    internal const string RootCertificateCredential = "PGROOTCERT";
    internal const string RecordNotFound = "record_not_found";

    /// <inheritdoc />
    public async ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        return await PostgresClient.OpenAsync(PostgresConnection.From(settings), context, cancellationToken).ConfigureAwait(false);
    }
}
