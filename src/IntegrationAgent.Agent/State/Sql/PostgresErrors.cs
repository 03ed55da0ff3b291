using System.Data.Common;
using Npgsql;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>The errors of a shared store. A server's own text is not repeated: it may hold what a row holds.</summary>
internal static class PostgresErrors
{
    public static AgentException From(DbException exception, string name) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => new AgentException(
            StateErrorCodes.Locked,
            $"Other processes kept {name} for longer than we wait.",
            "Repeat the command; if it stays so, look for a process that hangs.",
            ExitCode.Incomplete,
            exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => new AgentException(
            StateErrorCodes.Unavailable,
            $"{name} refuses the user or its password.",
            "Correct the variable that holds the store's address.",
            ExitCode.Connection,
            exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new AgentException(
            StateErrorCodes.Unavailable, $"{name}: there is no such database.", "Create it, or correct the variable that holds the store's address.", ExitCode.Connection, exception),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new AgentException(
            StateErrorCodes.Unavailable,
            $"{name}: the user may not make or use its schema.",
            "Grant the user CREATE on the database once, or make the schema and grant ALL on it.",
            ExitCode.Refused,
            exception),
        PostgresException { SqlState: PostgresErrorCodes.RaiseException } => new AgentException(
            StateErrorCodes.Unavailable, $"{name}: the audit is append only.", "Nothing changes it; new events are added.", ExitCode.Refused, exception),
        PostgresException known => new AgentException(
            StateErrorCodes.Unavailable,
            $"{name} could not be read or written (SQLSTATE {known.SqlState}).",
            "See that the server has space and is not read-only, then repeat the command.",
            ExitCode.Incomplete,
            exception),
        _ => new AgentException(
            StateErrorCodes.Unavailable,
            $"{name} does not answer.",
            "See that the server runs and can be reached from here, then repeat the command.",
            ExitCode.Connection,
            exception),
    };
}
