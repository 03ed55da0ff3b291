using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Schema;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Sqlite.Native;

/// <summary>What SQLite's result codes mean. The texts name objects and fields, never what is in them.</summary>
internal static class SqliteErrors
{
    private const int NotNull = 1299, Check = 275, Unique = 2067, PrimaryKey = 1555, RowId = 2579, ForeignKey = 787, Trigger = 1811, StrictType = 3091, Primary = 0xFF;

    public static DriverException Open(int result, string path)
    {
        var file = Path.GetFileName(path);
        return (result & Primary) switch
        {
            raw.SQLITE_CANTOPEN => New(DriverErrorCode.ConnectionFailed, $"The database file {file} cannot be opened. Check that its folder exists and may be written.", result, RetryAdvice.AfterUserAction),
            raw.SQLITE_PERM or raw.SQLITE_AUTH => New(DriverErrorCode.PermissionDenied, $"The database file {file} may not be opened.", result, RetryAdvice.AfterUserAction),
            _ => New(DriverErrorCode.ConnectionFailed, $"The database file {file} cannot be opened.", result, RetryAdvice.AfterUserAction),
        };
    }

    /// <summary>A statement failed as a whole.</summary>
    public static DriverException Failure(sqlite3 database, int result) => (result & Primary) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => New(DriverErrorCode.Conflict, "Another program holds the database. Nothing was written; try again.", result, RetryAdvice.After),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => New(DriverErrorCode.PermissionDenied, "The database is read-only here. Check the file's and its folder's permissions.", result, RetryAdvice.AfterUserAction),
        raw.SQLITE_FULL => New(DriverErrorCode.Unavailable, "The disk is full. Nothing was written; make room.", result, RetryAdvice.AfterUserAction),
        raw.SQLITE_NOTADB => New(DriverErrorCode.ConnectionFailed, "The file is not an SQLite database, or it is encrypted. Check the setting 'path'.", result, RetryAdvice.AfterUserAction, "path"),
        raw.SQLITE_CORRUPT => New(DriverErrorCode.Unavailable, "The database file is damaged. Restore it from a backup.", result, RetryAdvice.AfterUserAction),
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN => New(DriverErrorCode.Unavailable, "The database file could not be read or written. Check the disk and the folder's permissions.", result, RetryAdvice.After),
        raw.SQLITE_SCHEMA => New(DriverErrorCode.SchemaChanged, "The tables changed while they were used. Read their fields again.", result, RetryAdvice.AfterUserAction),
        raw.SQLITE_TOOBIG => New(DriverErrorCode.InvalidValue, "A value or a statement is longer than SQLite allows.", result),
        raw.SQLITE_INTERRUPT => New(DriverErrorCode.Timeout, "The statement was ended before it was complete.", result, RetryAdvice.Now),
        raw.SQLITE_NOMEM => New(DriverErrorCode.Unavailable, "SQLite ran out of memory. Use a smaller page size.", result, RetryAdvice.After),
        raw.SQLITE_CONSTRAINT => New(DriverErrorCode.Conflict, "The write broke a rule of the database and was undone. Check references between its tables.", result),
        raw.SQLITE_ERROR => Query(database, result),
        _ => New(DriverErrorCode.Unknown, $"SQLite answered with result {result}.", result),
    };

    /// <summary>A query of a user cannot be understood. SQLite's text names what it did not understand.</summary>
    public static DriverException Query(sqlite3 database, int result) => (result & Primary) == raw.SQLITE_ERROR
        ? New(DriverErrorCode.InvalidQuery, $"SQLite did not accept the statement: {raw.sqlite3_errmsg(database).utf8_to_string()}.", result)
        : Failure(database, result);

    /// <summary>Why one record was refused; null where the whole page was.</summary>
    public static DriverError? ForRecord(sqlite3 database, int result, string table)
    {
        var message = raw.sqlite3_errmsg(database).utf8_to_string();
        var fields = FieldsOf(message);
        var names = fields.Count == 0 ? "a field" : string.Join(", ", fields);
        return result switch
        {
            NotNull => Error(DriverErrorCode.InvalidValue, $"{names} of {table} must have a value.", fields),
            Check => Error(DriverErrorCode.InvalidValue, $"A value breaks the check '{Names.Short(RuleOf(message))}' of {table}.", []),
            Unique or PrimaryKey or RowId => Error(DriverErrorCode.Duplicate, $"Another record of {table} has the same {names}.", fields),
            ForeignKey => Error(DriverErrorCode.InvalidValue, $"{table} refers to a record that does not exist. Write that one first.", []),
            Trigger => Error(DriverErrorCode.InvalidValue, $"A trigger of {table} refused the record.", []),
            StrictType => Error(DriverErrorCode.InvalidValue, $"A value has a type that {table} does not accept.", []),
            _ => (result & Primary) switch
            {
                raw.SQLITE_MISMATCH => Error(DriverErrorCode.InvalidValue, $"A key of {table} must be a whole number.", []),
                raw.SQLITE_TOOBIG => Error(DriverErrorCode.InvalidValue, $"A value is longer than SQLite allows.", []),
                raw.SQLITE_CONSTRAINT => Error(DriverErrorCode.InvalidValue, $"The record breaks a rule of {table}.", []),
                _ => null,
            },
        };
    }

    /// <summary>The names in <c>UNIQUE constraint failed: t.a, t.b</c>.</summary>
    private static List<string> FieldsOf(string? message)
    {
        return [.. RuleOf(message).Split(", ").Where(part => part.Contains('.', StringComparison.Ordinal)).Select(part => part[(part.IndexOf('.', StringComparison.Ordinal) + 1)..])];
    }

    /// <summary>What stands behind <c>constraint failed: </c>: names of columns, or the name or text of a check. It is the table's definition, and no value.</summary>
    private static string RuleOf(string? message)
    {
        const string Before = "constraint failed: ";
        var at = message?.IndexOf(Before, StringComparison.Ordinal) ?? -1;
        return at < 0 ? "" : message![(at + Before.Length)..];
    }

    private static DriverError Error(DriverErrorCode code, string message, IReadOnlyList<string> fields) => new() { Code = code, Message = message, Fields = fields };

    private static DriverException New(DriverErrorCode code, string message, int result, RetryAdvice retry = RetryAdvice.Never, string? target = null) =>
        new(code, message) { Retry = retry, Target = target, Detail = $"SQLite result {result}" };
}
