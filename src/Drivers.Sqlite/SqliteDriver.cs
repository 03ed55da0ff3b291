using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;

namespace IntegrationAgent.Drivers.Sqlite;

/// <summary>SQLite: one database file, its tables and views. Reads stream over a snapshot, writes are keyed and told apart into created, updated and unchanged.</summary>
[Driver("sqlite", DisplayName = "SQLite", Client = typeof(SqliteClient), NativeLanguage = "SQL")]
[Setting(PathSetting, Kind = SettingKind.File, Required = true, Description = "The database file, in a folder of its own.")]
// The native library of SQLite.
[Uses("native_code")]
[Setting(CreateSetting, Kind = SettingKind.Boolean, Default = "true", Description = "Whether a missing file is created, empty.")]
[Setting(BusySetting, Kind = SettingKind.Integer, Default = "10", Description = "How many seconds a call waits for another program that holds the file.")]
[Idiom("Write with an upsert whose key is the primary key or a unique index: running it again changes nothing.")]
[Idiom("Follow a foreign key with a path: account_id is followed as account.name.")]
[Idiom("Leave a field out to keep what is stored; write null to clear it.")]
[DriverError("object_not_found", Meaning = "There is no such table or view.", Action = "Use one of the suggested names.", Retry = RetryAdvice.AfterUserAction)]
[DriverError("field_not_found", Meaning = "The table has no such column.", Action = "Use one of the suggested names.", Retry = RetryAdvice.AfterUserAction)]
[DriverError("invalid_value", Meaning = "A value does not fit its column, or a key that is not unique was named.", Action = "Correct the value, or choose a unique key.")]
[DriverError("duplicate", Meaning = "A unique column has this value already.", Action = "Upsert by that column instead.")]
[DriverError("conflict", Meaning = "Another program held the database, or an existing table differs.", Action = "Try again later; compare the tables.", Retry = RetryAdvice.After)]
[DriverError(RecordNotFound, Meaning = "An update named a key that is not there.", Action = "Upsert instead, or read the keys again.")]
public sealed class SqliteDriver : IDriver
{
    internal const string PathSetting = "path";
    internal const string CreateSetting = "create";
    internal const string BusySetting = "busy_timeout";
    internal const string RecordNotFound = "record_not_found";

    /// <inheritdoc />
    public ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        cancellationToken.ThrowIfCancellationRequested();
        var path = Path.GetFullPath(settings.GetRequired(PathSetting));
        var create = settings.GetOptional(CreateSetting) switch
        {
            null or "true" => true,
            "false" => false,
            _ => throw new DriverException(DriverErrorCode.InvalidValue, "The setting 'create' is true or false.") { Target = CreateSetting, Retry = RetryAdvice.AfterUserAction },
        };
        var busyTimeout = BusyTimeout(settings.GetOptional(BusySetting));
        if (!create && !File.Exists(path))
        {
            throw new DriverException(DriverErrorCode.ConnectionFailed, $"There is no database file {Path.GetFileName(path)}. Check the setting 'path'.")
            {
                Target = PathSetting,
                Retry = RetryAdvice.AfterUserAction,
                Scope = ErrorScope.Connection,
            };
        }

        var writer = Database.Open(path, writable: true, create, busyTimeout);
        try
        {
            // Reading the version opens the file: what is no database fails here.
            _ = writer.ScalarInt64("PRAGMA schema_version");
            return ValueTask.FromResult<IDriverClient>(new SqliteClient(path, busyTimeout, writer));
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private static TimeSpan BusyTimeout(string? seconds) => seconds switch
    {
        null => TimeSpan.FromSeconds(10),
        _ when int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 3_600 => TimeSpan.FromSeconds(number),
        _ => throw new DriverException(DriverErrorCode.InvalidValue, "The setting 'busy_timeout' is a number of seconds from 0 to 3600.") { Target = BusySetting, Retry = RetryAdvice.AfterUserAction },
    };
}
