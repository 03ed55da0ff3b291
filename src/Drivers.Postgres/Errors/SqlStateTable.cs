using System.Collections.Frozen;
using IntegrationAgent.Driver;
using Code = IntegrationAgent.Driver.DriverErrorCode;

namespace IntegrationAgent.Drivers.Postgres.Errors;

/// <summary>One row for each SQLSTATE that users meet, one for each class behind it, and one for everything else.</summary>
internal static class SqlStateTable
{
    internal static readonly SqlStateRow Unknown = new(Code.Unknown, RetryAdvice.Never, ErrorScope.Request, "PostgreSQL refused the statement for a reason that this driver does not know. See the detail.");

    private static readonly FrozenDictionary<string, SqlStateRow> Rows = new Dictionary<string, SqlStateRow>(StringComparer.Ordinal)
    {
        // A value does not fit
        ["22001"] = Record("The value is longer than {0} takes."),
        ["22003"] = Record("The number is outside of what {0} takes."),
        ["22004"] = Record("{0} must have a value."),
        ["22007"] = Record("The value is no date or time that {0} takes."),
        ["22008"] = Record("The date or time is outside of what {0} takes."),
        ["22009"] = Record("The offset from UTC is outside of what {0} takes."),
        ["2200L"] = Record("The value is no XML document, as {0} must be."),
        ["2200M"] = Record("The value is no XML, as {0} must be."),
        ["2200N"] = Record("The value is no XML, as {0} must be."),
        ["22012"] = Record("A rule of {0} divides by zero."),
        ["22021"] = Record("The text holds bytes or characters that {0} cannot keep: no NUL character, and only what the database's encoding has."),
        ["22026"] = Record("The bits are not as many as {0} takes."),
        ["2202E"] = Record("The arrays within {0} differ in their lengths."),
        ["22032"] = Record("The value is no JSON, as {0} must be."),
        ["22P02"] = Record("The text cannot be read as {0}."),
        ["22P03"] = Record("The value is not in the form of {0}."),
        ["22P05"] = Record("The text holds a character that the encoding of {0} does not have."),
        ["22000"] = Record("The value does not fit {0}."),
        ["22"] = Record("The value does not fit {0}."),

        // A rule is broken
        ["23502"] = Record("{0} must have a value."),
        ["23503"] = new(Code.Conflict, RetryAdvice.AfterUserAction, ErrorScope.Record, "The record points to one that is not there, or others point to it: {0}. Write the parents first."),
        ["23505"] = new(Code.Duplicate, RetryAdvice.Never, ErrorScope.Record, "Another record has this value already: {0} is unique. Upsert by it instead."),
        ["23514"] = Record("The value breaks the check {0}."),
        ["23P01"] = new(Code.Duplicate, RetryAdvice.Never, ErrorScope.Record, "Another record excludes this one: {0}."),
        ["23001"] = new(Code.Conflict, RetryAdvice.AfterUserAction, ErrorScope.Record, "Other records point to this one: {0}."),
        ["23"] = Record("The record breaks the rule {0}."),
        ["21000"] = new(Code.Duplicate, RetryAdvice.Never, ErrorScope.Record, "The key is there twice in one batch: {0}. Make the keys of the source distinct."),
        ["44000"] = Record("The record breaks the check option of the view {0}."),
        ["P0001"] = new(Code.InvalidValue, RetryAdvice.AfterUserAction, ErrorScope.Record, "A trigger or function of the database refused the record."),
        ["P0"] = new(Code.InvalidValue, RetryAdvice.AfterUserAction, ErrorScope.Record, "A trigger or function of the database failed on the record."),
        ["38"] = new(Code.InvalidValue, RetryAdvice.AfterUserAction, ErrorScope.Record, "A function of the database failed on the record."),
        ["39"] = new(Code.InvalidValue, RetryAdvice.AfterUserAction, ErrorScope.Record, "A function of the database failed on the record."),

        // The statement
        ["42P01"] = Changed("A table is no longer there: {0}. Discover the objects again."),
        ["42703"] = Changed("A column is no longer there: {0}. Discover the fields again."),
        ["42704"] = Changed("A type or other object is no longer there: {0}. Discover the fields again."),
        ["42P10"] = Changed("The key is no longer unique: {0}. Choose a unique key."),
        ["42804"] = Changed("A column has another type than before: {0}. Discover the fields again."),
        ["428C9"] = Changed("A column is now computed by the server: {0}. Leave it out."),
        ["0A000"] = new(Code.Unsupported, RetryAdvice.AfterUserAction, ErrorScope.Request, "PostgreSQL does not support this here."),
        ["42809"] = new(Code.Unsupported, RetryAdvice.AfterUserAction, ErrorScope.Object, "The object is of a kind that this cannot be done with: {0}."),
        ["55000"] = new(Code.Unsupported, RetryAdvice.AfterUserAction, ErrorScope.Object, "The object cannot be written as it is: {0}."),
        ["42P07"] = new(Code.Conflict, RetryAdvice.Never, ErrorScope.Object, "The table was made by someone else in the meantime. Try again."),
        ["42601"] = Query("The query is no SQL that PostgreSQL understands."),
        ["42883"] = Query("The query uses an operator or function that is not there for these types. Cast the values."),
        ["42"] = Query("The query cannot be answered as it is written."),
        ["25"] = Query("The query would change how its transaction runs, and a native query reads."),
        ["25006"] = Query("The query would write, and a native query reads. Use upsert, insert, update or delete to write."),

        // Who is asking
        ["42501"] = new(Code.PermissionDenied, RetryAdvice.AfterUserAction, ErrorScope.Object, "The role may not do this with {0}. Ask an administrator to grant it."),
        ["28P01"] = Connection(Code.AuthenticationFailed, RetryAdvice.AfterUserAction, "PostgreSQL refused the role or its password. Check PGUSER and PGPASSWORD."),
        ["28000"] = Connection(Code.AuthenticationFailed, RetryAdvice.AfterUserAction, "PostgreSQL does not let this role in from here. Check PGUSER, the setting 'tls', and the server's pg_hba.conf."),
        ["3D000"] = Connection(Code.ConnectionFailed, RetryAdvice.AfterUserAction, "There is no such database. Check the setting 'database'."),
        ["53300"] = Connection(Code.Unavailable, RetryAdvice.After, "The server has no more connections to give. Try again later."),

        // Not now
        ["40001"] = Busy("Another transaction changed the same rows. Try again."),
        ["40P01"] = Busy("Two transactions waited for one another. Try again."),
        ["55P03"] = Busy("Another transaction holds the rows. Try again later."),
        ["57014"] = new(Code.Timeout, RetryAdvice.After, ErrorScope.Request, "The statement took longer than allowed, or was cancelled by the server."),
        ["57P01"] = Connection(Code.Unavailable, RetryAdvice.After, "The server ended the connection: an administrator asked it to. Try again."),
        ["57P02"] = Connection(Code.Unavailable, RetryAdvice.After, "The server crashed and is starting again. Try again."),
        ["57P03"] = Connection(Code.Unavailable, RetryAdvice.After, "The server is starting or stopping. Try again."),
        ["57P05"] = Connection(Code.Unavailable, RetryAdvice.After, "The server ended a connection that was idle for too long. Try again."),
        ["25P03"] = Connection(Code.Unavailable, RetryAdvice.After, "The server ended a transaction that was idle for too long. Try again."),
        ["53100"] = new(Code.Unavailable, RetryAdvice.AfterUserAction, ErrorScope.Connection, "The server's disk is full. Ask an administrator."),
        ["53200"] = Connection(Code.Unavailable, RetryAdvice.After, "The server has no memory left. Try again later."),
        ["53"] = Connection(Code.Unavailable, RetryAdvice.After, "The server lacks a resource. Try again later."),
        ["54"] = Query("The statement is larger than PostgreSQL allows."),
        ["08"] = Connection(Code.Unavailable, RetryAdvice.After, "The connection to the server broke. Try again."),
        ["58"] = Connection(Code.Unavailable, RetryAdvice.After, "The server met an error of its machine. Ask an administrator."),
        ["XX"] = Connection(Code.Unavailable, RetryAdvice.AfterUserAction, "The server met an error of its own. Ask an administrator."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static IEnumerable<string> States => Rows.Keys;

    internal static SqlStateRow Find(string state) =>
        Rows.TryGetValue(state, out var row) || (state.Length >= 2 && Rows.TryGetValue(state[..2], out row)) ? row : Unknown;

    private static SqlStateRow Record(string message) => new(Code.InvalidValue, RetryAdvice.Never, ErrorScope.Record, message);

    private static SqlStateRow Changed(string message) => new(Code.SchemaChanged, RetryAdvice.AfterUserAction, ErrorScope.Object, message);

    private static SqlStateRow Query(string message) => new(Code.InvalidQuery, RetryAdvice.Never, ErrorScope.Request, message);

    private static SqlStateRow Busy(string message) => new(Code.Conflict, RetryAdvice.After, ErrorScope.Request, message);

    private static SqlStateRow Connection(DriverErrorCode code, RetryAdvice retry, string message) => new(code, retry, ErrorScope.Connection, message);
}
