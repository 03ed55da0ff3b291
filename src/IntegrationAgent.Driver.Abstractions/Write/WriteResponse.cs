namespace IntegrationAgent.Driver;

/// <summary>What became of the records of a write.</summary>
public sealed class WriteResponse
{
    /// <summary>One for each record, in input order.</summary>
    public required IReadOnlyList<WriteOutcome> Outcomes { get; init; }

    /// <summary>How many calls to the system it took.</summary>
    public int Calls { get; init; }
}
