namespace IntegrationAgent.Driver;

/// <summary>Finds a job of the system again.</summary>
public sealed class OperationHandle
{
    /// <summary>The system's identifier of the job.</summary>
    public required string Id { get; init; }

    /// <summary>What the caller chose.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>What the driver needs besides; opaque.</summary>
    public string State { get; init; } = "";
}
