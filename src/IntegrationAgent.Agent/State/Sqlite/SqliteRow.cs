using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.State.Sqlite;

/// <summary>The row that a reader stands on, by column name.</summary>
internal sealed class SqliteRow(SqliteDataReader reader)
{
    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    public string? TextOrNull(string column) => reader.GetOrdinal(column) is var at && reader.IsDBNull(at) ? null : reader.GetString(at);

    public long Number(string column) => reader.GetInt64(reader.GetOrdinal(column));

    public int Small(string column) => checked((int)Number(column));

    public long? NumberOrNull(string column) => reader.GetOrdinal(column) is var at && reader.IsDBNull(at) ? null : reader.GetInt64(at);

    public byte[] Bytes(string column) => reader.GetFieldValue<byte[]>(reader.GetOrdinal(column));

    public byte[]? BytesOrNull(string column) => reader.GetOrdinal(column) is var at && reader.IsDBNull(at) ? null : reader.GetFieldValue<byte[]>(at);

    public DateTimeOffset Time(string column) => SqliteTime.From(Number(column));

    public DateTimeOffset? TimeOrNull(string column) => SqliteTime.From(NumberOrNull(column));
}
