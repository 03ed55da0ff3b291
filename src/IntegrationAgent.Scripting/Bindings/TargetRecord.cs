using System.ComponentModel;

namespace IntegrationAgent.Scripting;

/// <summary>
/// The base of generated classes that hold one record to be written. It knows which properties were set: a field whose property was not set is left alone at the
/// target, one that was set to null is cleared.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TargetRecord
{
    private ulong first;
    private ulong[]? rest;

    /// <summary>Notes that the property at that position was set.</summary>
    protected T Set<T>(int field, T value)
    {
        if (field < 64)
        {
            first |= 1UL << field;
            return value;
        }

        rest ??= new ulong[(Driver.RecordSchema.MaxFields + 63) / 64];
        rest[field >> 6] |= 1UL << field;
        return value;
    }

    internal bool IsSet(int field) => field < 64
        ? (first & (1UL << field)) != 0
        : rest is not null && (rest[field >> 6] & (1UL << field)) != 0;
}
