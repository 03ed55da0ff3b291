using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>How a request is read: one query or several, and what is left to do with their records.</summary>
internal sealed class QueryPlan
{
    /// <summary>The queries, read one after the other. Several only where a list of values is too long for one.</summary>
    internal required IReadOnlyList<string> Queries { get; init; }

    /// <summary>What stands before the tail in each of the queries; empty for a native query.</summary>
    internal string Head { get; init; } = "";

    /// <summary>True where a query that runs too long can be cut into ranges of ids without changing what comes.</summary>
    internal bool CanCut { get; init; }

    /// <summary>How many records the first query has in all, known from its first page on; null before.</summary>
    internal long? FirstTotal { get; set; }

    /// <summary>What is read, in the order of <see cref="Map"/>'s schema; empty for a native query.</summary>
    internal IReadOnlyList<ResolvedField> Columns { get; init; } = [];

    /// <summary>What follows the columns and the object in each of the queries.</summary>
    internal IReadOnlyList<string> Tails { get; init; } = [];

    /// <summary>The columns of the answer.</summary>
    internal required RecordSchema Schema { get; init; }

    /// <summary>How the records of an answer are read; has further columns where <see cref="Residual"/> needs them.</summary>
    internal required JsonRecordMap Map { get; init; }

    /// <summary>What Salesforce cannot evaluate; null for nothing.</summary>
    internal FilterEvaluator? Residual { get; init; }

    /// <summary>The greatest number of records; null for all.</summary>
    internal long? Limit { get; init; }

    /// <summary>True where <see cref="Limit"/> is not in the query, or records are left out here.</summary>
    internal bool CutsHere { get; init; }

    /// <summary>True for a query whose answer is a number and no records.</summary>
    internal bool CountOnly { get; init; }

    /// <summary>The columns that hold children, each a result of its own.</summary>
    internal IReadOnlyList<int> ChildColumns { get; init; } = [];

    internal bool IncludeDeleted { get; init; }

    internal int? PageSize { get; init; }

    internal int? MaxCalls { get; init; }

    /// <summary>The object, for errors; empty for a native query.</summary>
    internal string Object { get; init; } = "";

    /// <summary>The query at a position.</summary>
    internal string QueryAt(QueryCursor position)
    {
        if (position.Ranges.Count == 0)
            return Queries[position.Query];
        var tail = Tails[position.Query];
        return tail.Length == 0 ? $"{Head} WHERE {position.Ranges[0].Condition}" : $"{Head} WHERE ({tail[" WHERE ".Length..]}) AND {position.Ranges[0].Condition}";
    }
}
