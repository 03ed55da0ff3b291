using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IntegrationAgent.Agent.Audit;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>A transaction that is under way. Parameters are <c>$1</c>, <c>$2</c>, … in order.</summary>
internal sealed class StateSession(StateDatabase database, DbConnection connection, DbTransaction transaction, DateTimeOffset now)
{
    private readonly AuditChain? chain = database.Chain;

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
        catch (DbException exception)
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

    /// <summary>Every row, each mapped once the last is read: a mapping may ask further, and a PostgreSQL connection has one answer at a time.</summary>
    public List<T> List<T>(Func<StateRow, T> map, string sql, params ReadOnlySpan<object?> parameters)
    {
        var rows = new List<StateRow>();
        Read(rows.Add, sql, parameters);
        return rows.ConvertAll(row => map(row));
    }

    /// <summary>Calls <paramref name="use"/> for each row while reading, without keeping them; it asks nothing of the database.</summary>
    public void ForEach(Action<StateRow> use, string sql, params ReadOnlySpan<object?> parameters) => Read(use, sql, parameters);

    public T? Find<T>(Func<StateRow, T> map, string sql, params ReadOnlySpan<object?> parameters)
        where T : class => List(map, sql, parameters) is [var first, ..] ? first : null;

    private void Read(Action<StateRow> use, string sql, ReadOnlySpan<object?> parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, StringComparer.Ordinal);
        while (reader.Read())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            use(new StateRow(columns, values));
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "Every text is a constant of this assembly; values are parameters.")]
    private DbCommand Command(string sql, ReadOnlySpan<object?> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++)
            database.AddParameter(command, i + 1, parameters[i]);
        return command;
    }
}
