using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>A checked write: the object, its key, and where each column of the records goes.</summary>
internal sealed class WritePlan
{
    private const int CallsAtOnce = 4;

    internal required DescribedObject Object { get; init; }

    internal required WriteRequest Request { get; init; }

    /// <summary>The field of an upsert, or by which records to update and delete are found; null for an insert.</summary>
    internal SObjectField? Key { get; init; }

    /// <summary>The key's column; -1 for an insert.</summary>
    internal int KeyColumn { get; init; } = -1;

    /// <summary>The columns to send, the key left out; those of one parent stand together.</summary>
    internal required IReadOnlyList<WriteColumn> Columns { get; init; }

    /// <summary>
    /// How many calls may be under way. One where records name a parent: calls beside each other would keep its lock from each other, and a parent that is written by
    /// the same write must be there first. Owners and record types are not locked.
    /// </summary>
    internal int MostCalls => Columns.Any(NamesParent) ? 1 : CallsAtOnce;

    internal bool KeyIsId => Key?.Type == "id";

    private bool NamesParent(WriteColumn column) =>
        column.Parent is not null || (Object.Field(column.Name) is { Type: "reference" } reference && !reference.ReferenceTo.TrueForAll(IsNeverLocked));

    private static bool IsNeverLocked(string name) => name is "User" or "Group" or "RecordType";
}
