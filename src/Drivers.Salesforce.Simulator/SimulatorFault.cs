namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>A fault that the simulator commits on matching requests.</summary>
public sealed class SimulatorFault
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>A part of the path that a request must carry, without case; null matches every data request.</summary>
    public string? PathContains { get; init; }

    /// <summary>The HTTP method; null matches every method.</summary>
    public string? Method { get; init; }

    /// <summary>Matching requests that pass before the first one fails.</summary>
    /// <value>The default is 0.</value>
    public int After { get; init; }

    /// <summary>Requests that fail; -1 is without end.</summary>
    /// <value>The default is 1.</value>
    public int Times { get; init; } = 1;

    /// <summary>How late a <see cref="FaultKind.Slow"/> answer comes, or how long a <see cref="FaultKind.DripBody"/> takes.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);
}
