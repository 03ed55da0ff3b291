namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>One request that the simulator answered. Headers and bodies are not kept.</summary>
public sealed class RequestLogEntry
{
    /// <summary>When it was answered.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path and query, decoded.</summary>
    public required string Path { get; init; }

    /// <summary>The status of the answer; 0 when the connection was closed without one.</summary>
    public required int Status { get; init; }
}
