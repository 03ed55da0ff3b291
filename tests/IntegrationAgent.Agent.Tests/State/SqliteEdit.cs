using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.Tests.State;

/// <summary>Changes a store behind its back, as somebody with the file could.</summary>
internal static class SqliteEdit
{
    public const string Open = "DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete;";

    public static void Run(TemporaryWorkspace workspace, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={workspace.Paths.StateDatabase};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Scalar(TemporaryWorkspace workspace, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={workspace.Paths.StateDatabase};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
