using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Schema;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Errors;

/// <summary>Says what the server or the way to it reported. The server's own texts hold values and are never passed on.</summary>
internal static class PostgresErrors
{
    /// <summary>Whether one record of a batch is the cause, so that the others may go on.</summary>
    public static bool IsOfRecord(PostgresException exception) => SqlStateTable.Find(exception.SqlState).Scope == ErrorScope.Record;

    /// <summary>Whether nothing was written and the same statement may succeed when it is repeated at once.</summary>
    public static bool IsRace(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Why one record failed.</summary>
    /// <param name="exception">What the server said.</param>
    /// <param name="table">The table that was written.</param>
    /// <param name="field">The field that was found to be the cause; null where the server names it.</param>
    public static DriverError ForRecord(PostgresException exception, Table table, string? field)
    {
        var row = SqlStateTable.Find(exception.SqlState);
        var fields = FieldsOf(exception, table, field);
        var subject = fields.Count > 0
            ? exception.ConstraintName is { } constraint && exception.SqlState[..2] == "23" && exception.SqlState != PostgresErrorCodes.NotNullViolation
                ? $"{Names.Short(constraint)} on {Quoted(fields)}"
                : Quoted(fields)
            : exception.ConstraintName is { } unknown ? Names.Short(unknown) : $"a column of {Names.Short(table.Name)}";
        return new DriverError
        {
            Code = row.Code,
            Message = Sentence(string.Format(CultureInfo.InvariantCulture, row.Message, subject)),
            Retry = row.Retry,
            Fields = fields,
        };
    }

    /// <summary>Turns what broke into an error of the driver; what is none of the server's is returned as it is.</summary>
    public static Exception Map(Exception exception, string? target = null) => exception switch
    {
        DriverException or OperationCanceledException or ArgumentException or ObjectDisposedException => exception,
        PostgresException server => OfServer(server, target),
        NpgsqlException { InnerException: TimeoutException } => new DriverException(DriverErrorCode.Timeout, "PostgreSQL did not answer in time. Try again later, or raise the setting 'statement_timeout'.", exception)
        {
            Retry = RetryAdvice.After,
            Scope = ErrorScope.Request,
        },
        NpgsqlException { InnerException: AuthenticationException } => new DriverException(
            DriverErrorCode.ConnectionFailed, "The server's certificate was not accepted. Check the settings 'host' and 'tls', or give PGROOTCERT the authority that signed it.", exception)
        {
            Retry = RetryAdvice.AfterUserAction,
            Scope = ErrorScope.Connection,
            Target = PostgresDriver.TlsSetting,
        },
        NpgsqlException { InnerException: SocketException } => Unreachable(exception),
        NpgsqlException { InnerException: IOException } or IOException => new DriverException(DriverErrorCode.Unavailable, "The connection to the server broke. Try again.", exception)
        {
            Retry = RetryAdvice.After,
            Scope = ErrorScope.Connection,
        },
        NpgsqlException or TimeoutException => new DriverException(DriverErrorCode.ConnectionFailed, "PostgreSQL could not be talked to. Check the settings 'host', 'port' and 'tls', and that the server asks for a password this role has.", exception)
        {
            Retry = exception is NpgsqlException { IsTransient: true } or TimeoutException ? RetryAdvice.After : RetryAdvice.AfterUserAction,
            Scope = ErrorScope.Connection,
            Detail = exception.InnerException?.GetType().Name,
        },
        _ => exception,
    };

    private static DriverException Unreachable(Exception exception) => new(DriverErrorCode.ConnectionFailed, "The server could not be reached. Check the settings 'host' and 'port', and that it listens there.", exception)
    {
        Retry = RetryAdvice.After,
        Scope = ErrorScope.Connection,
        Target = PostgresDriver.HostSetting,
        Detail = ((SocketException)exception.InnerException!).SocketErrorCode.ToString(),
    };

    private static DriverException OfServer(PostgresException server, string? target)
    {
        var row = SqlStateTable.Find(server.SqlState);
        var subject = Names.Short(server.ConstraintName ?? server.ColumnName ?? server.TableName ?? target ?? "the object");
        return new DriverException(row.Code, Sentence(string.Format(CultureInfo.InvariantCulture, row.Message, subject)), server)
        {
            Scope = row.Scope == ErrorScope.Record ? ErrorScope.Request : row.Scope,
            Retry = row.Retry,
            Target = server.ColumnName ?? server.TableName ?? target,
            Detail = $"SQLSTATE {server.SqlState}",
        };
    }

    private static IReadOnlyList<string> FieldsOf(PostgresException exception, Table table, string? field)
    {
        if (field is not null)
            return [field];
        if (exception.ConstraintName is { } constraint && table.Constraints.TryGetValue(constraint, out var columns) && columns.Count > 0)
            return columns;
        return exception.ColumnName is { } column ? [column] : [];
    }

    private static string Quoted(IReadOnlyList<string> fields) => string.Join(", ", fields.Take(3).Select(field => $"'{Names.Short(field)}'"));

    private static string Sentence(string text) => text.Length > 0 && char.IsLower(text[0]) ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    /// <summary>Not written, and nobody said why: to call it unchanged would lose it.</summary>
    public static DriverError KeptOut() => new()
    {
        Code = DriverErrorCode.InvalidValue,
        Message = "A trigger or rule of the table kept the record out without an error.",
        Retry = RetryAdvice.AfterUserAction,
    };
}
