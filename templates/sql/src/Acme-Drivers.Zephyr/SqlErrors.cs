using IntegrationAgent.Driver;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr;

/// <summary>What SQLite's results mean. Its texts stay where they are: they may hold values.</summary>
internal static class SqlErrors
{
    internal static DriverException Map(SqliteException exception) => exception.SqliteErrorCode switch
    {
        5 or 6 => New(exception, DriverErrorCode.Conflict, "Another program holds the database. Try again later.", RetryAdvice.After),
        8 or 3 => New(exception, DriverErrorCode.PermissionDenied, "The database cannot be written here. Check the file's permissions.", RetryAdvice.AfterUserAction),
        14 => New(exception, DriverErrorCode.ConnectionFailed, "The database file cannot be opened. Check the setting 'path'.", RetryAdvice.AfterUserAction, "path"),
        26 => New(exception, DriverErrorCode.ConnectionFailed, "The file is no SQLite database. Check the setting 'path'.", RetryAdvice.AfterUserAction, "path"),
        10 or 11 or 13 => New(exception, DriverErrorCode.Unavailable, "The database file cannot be read or written. Check the disk.", RetryAdvice.AfterUserAction),
        17 => New(exception, DriverErrorCode.SchemaChanged, "The tables changed while they were used. Read their fields again.", RetryAdvice.AfterUserAction),
        9 => New(exception, DriverErrorCode.Timeout, "The statement was ended before it was complete. Try again.", RetryAdvice.Now),
        1 => New(exception, DriverErrorCode.InvalidQuery, "SQLite did not accept the statement. Check fields and filters.", RetryAdvice.Never),
        _ => New(exception, DriverErrorCode.Unknown, "SQLite answered in an unexpected way.", RetryAdvice.Never),
    };

    internal static DriverException FieldNotFound(Table table, string field, IEnumerable<string> known) =>
        new(DriverErrorCode.FieldNotFound, $"The table '{table.Name}' has no such column. Take a suggestion, or read its fields.")
        {
            Target = field,
            Suggestions = IntegrationAgent.Driver.Authoring.NearestNames.Find(field, known),
        };

    private static DriverException New(SqliteException exception, DriverErrorCode code, string message, RetryAdvice retry, string? target = null) => new(code, message)
    {
        Retry = retry,
        Scope = code == DriverErrorCode.ConnectionFailed ? ErrorScope.Connection : ErrorScope.Request,
        Target = target,
        Detail = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SQLite result {exception.SqliteExtendedErrorCode}"),
    };
}
