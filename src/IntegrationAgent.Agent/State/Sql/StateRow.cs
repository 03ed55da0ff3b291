using System.Globalization;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>The values of a row, by column name.</summary>
internal sealed class StateRow(IReadOnlyDictionary<string, int> columns, object[] values)
{
    public string Text(string column) => (string)this[column];

    public string? TextOrNull(string column) => this[column] as string;

    public long Number(string column) => Convert.ToInt64(this[column], CultureInfo.InvariantCulture);

    public int Small(string column) => checked((int)Number(column));

    public long? NumberOrNull(string column) => this[column] is DBNull ? null : Number(column);

    public byte[] Bytes(string column) => (byte[])this[column];

    public DateTimeOffset Time(string column) => StateTime.From(Number(column));

    public DateTimeOffset? TimeOrNull(string column) => StateTime.From(NumberOrNull(column));

    private object this[string column] => values[columns[column]];
}
