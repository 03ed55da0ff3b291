using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Schema;
using IntegrationAgent.Drivers.Sqlite.Values;

namespace IntegrationAgent.Drivers.Sqlite.Write;

/// <summary>Binds one field of records to a parameter, in the form that its column stores. The common types need no object.</summary>
internal sealed class ColumnBinder(int ordinal, FieldType type, Column column)
{
    private readonly bool direct = type == column.Type;

    public int Ordinal => ordinal;

    public Column Column => column;

    /// <summary>Null, or what is wrong with the value.</summary>
    public string? Bind(Statement statement, int parameter, Record record)
    {
        if (record.IsNull(ordinal))
        {
            statement.BindNull(parameter);
            return null;
        }

        if (direct)
        {
            switch (type)
            {
                case FieldType.String or FieldType.Reference:
                    var text = record.GetBytes(ordinal).Span;
                    if (ValueEncoder.TooLong(column, text.Length, text) is { } tooLong)
                        return tooLong;
                    statement.BindText(parameter, text);
                    return null;
                case FieldType.Int64:
                    statement.Bind(parameter, record.GetInt64(ordinal).GetValueOrDefault());
                    return null;
                case FieldType.Boolean:
                    statement.Bind(parameter, record.GetBoolean(ordinal).GetValueOrDefault() ? 1L : 0L);
                    return null;
                case FieldType.Timestamp:
                    Span<byte> moment = stackalloc byte[MomentText.MaxLength];
                    statement.BindText(parameter, moment[..MomentText.Write(record.GetTimestamp(ordinal).GetValueOrDefault().UtcDateTime, moment)]);
                    return null;
            }
        }

        if (ValueEncoder.TryEncode(record.GetValue(ordinal), column, out var problem) is not { } stored)
            return problem;
        stored.Bind(statement, parameter);
        return null;
    }
}
