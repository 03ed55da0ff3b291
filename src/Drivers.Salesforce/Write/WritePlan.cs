using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>A checked write: the object, its key, and where each column of the records goes.</summary>
internal sealed class WritePlan
{
    internal required DescribedObject Object { get; init; }

    internal required WriteRequest Request { get; init; }

    /// <summary>The field of an upsert, or by which records to update and delete are found; null for an insert.</summary>
    internal SObjectField? Key { get; init; }

    /// <summary>The key's column; -1 for an insert.</summary>
    internal int KeyColumn { get; init; } = -1;

    /// <summary>The columns to send, the key left out; those of one parent stand together.</summary>
    internal required IReadOnlyList<WriteColumn> Columns { get; init; }

    internal bool KeyIsId => Key?.Type == "id";
}
