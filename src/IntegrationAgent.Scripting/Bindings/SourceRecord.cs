using System.ComponentModel;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting;

/// <summary>
/// The base of generated classes that read one record where it lies: a property decodes its field when it is asked for, and a text that only passes through is
/// never decoded. A record is valid while its flow handles it; use <see cref="Flow{T}.ToListAsync"/> to keep records.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SourceRecord
{
    private Record record;

    /// <summary>A text, JSON or reference; null where there is none.</summary>
    protected Text GetText(int field) => record.GetText(field);

    /// <summary>A boolean; null where there is none.</summary>
    protected bool? GetBoolean(int field) => record.GetBoolean(field);

    /// <summary>A whole number; null where there is none.</summary>
    protected long? GetInt64(int field) => record.GetInt64(field);

    /// <summary>A floating-point number; null where there is none.</summary>
    protected double? GetDouble(int field) => record.GetDouble(field);

    /// <summary>A decimal number; null where there is none.</summary>
    protected decimal? GetDecimal(int field) => record.GetDecimal(field);

    /// <summary>A UUID; null where there is none.</summary>
    protected Guid? GetUuid(int field) => record.GetUuid(field);

    /// <summary>A calendar date; null where there is none.</summary>
    protected DateOnly? GetDate(int field) => record.GetDate(field);

    /// <summary>A time of day; null where there is none.</summary>
    protected TimeOnly? GetTime(int field) => record.GetTime(field);

    /// <summary>A date and time without a zone; null where there is none.</summary>
    protected DateTime? GetLocalTimestamp(int field) => record.GetLocalTimestamp(field);

    /// <summary>A moment; null where there is none.</summary>
    protected DateTimeOffset? GetTimestamp(int field) => record.GetTimestamp(field);

    /// <summary>Bytes; null where there are none.</summary>
    protected byte[]? GetBinary(int field) => record.IsNull(field) ? null : record.GetBytes(field).ToArray();

    /// <summary>The records of a list; empty where there is none.</summary>
    protected IReadOnlyList<T> GetList<T>(int field)
        where T : SourceRecord, new()
    {
        if (record.GetList(field) is not { } list)
            return [];
        var items = new T[list.Count];
        for (var row = 0; row < items.Length; row++)
        {
            // A list is a page of one column that holds the nested record.
            var nested = list[row].GetRecord(0) ?? throw new InvalidOperationException("A list holds an empty element.");
            items[row] = new T();
            items[row].Bind(nested[0]);
        }

        return items;
    }

    internal void Bind(Record source) => record = source;
}
