namespace IntegrationAgent.Driver.Conformance;

/// <summary>A call of one of the driver's own operations that must succeed. Immutable.</summary>
public sealed class ConformanceOperation
{
    /// <summary>The operation, as the manifest names it.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Brings the system to where the call makes sense (a record is deleted, a job begun) and gives the arguments as one JSON object. It may use the client, whose
    /// connection is the one of the call. Called once for each call.
    /// </summary>
    public required Func<IDriverClient, CancellationToken, ValueTask<string>> ArgumentsAsync { get; init; }
}
