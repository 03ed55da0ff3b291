using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IntegrationAgent.Agent.Audit;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.State.Sqlite;

/// <summary>A transaction that is under way. Parameters are <c>$1</c>, <c>$2</c>, … in order.</summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction, DateTimeOffset now, AuditChain? chain)
{
    /// <summary>The clock's time when the transaction began.</summary>
    public DateTimeOffset Now { get; } = now;

    public long NowMilliseconds => Now.ToUnixTimeMilliseconds();

    /// <summary>Appends to the audit within this transaction.</summary>
    public AuditPosition Audit(AuditEvent auditEvent)
    {
        try
        {
            return (chain ?? throw new InvalidOperationException("The audit is not open.")).Append(this, auditEvent);
        }
        catch (SqliteException exception)
        {
            throw StateErrors.AuditWrite(exception);
        }
    }

    /// <summary>A text as it may be kept: without secrets and broken characters, and capped.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Clean(string? text) => text is null || chain is null ? text : chain.Clean(text);

    public int Execute(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public long Count(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Command(sql, parameters);
        return Convert.ToInt64(command.ExecuteScalar() ?? 0L, CultureInfo.InvariantCulture);
    }

    public byte[]? Bytes(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar() as byte[];
    }

    public string? Text(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar() as string;
    }

    public List<T> List<T>(Func<SqliteRow, T> map, string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var row = new SqliteRow(reader);
        var list = new List<T>();
        while (reader.Read())
            list.Add(map(row));
        return list;
    }

    public T? Find<T>(Func<SqliteRow, T> map, string sql, params ReadOnlySpan<object?> parameters)
        where T : class => List(map, sql, parameters) is [var first, ..] ? first : null;

    [SuppressMessage("Security", "CA2100", Justification = "Every text is a constant of this assembly; values are parameters.")]
    private SqliteCommand Command(string sql, ReadOnlySpan<object?> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), parameters[i] ?? DBNull.Value);
        return command;
    }
}
