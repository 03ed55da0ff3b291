namespace IntegrationAgent.Agent.Faults;

/// <summary>Thrown by a fault point that a test armed with <c>throw</c>.</summary>
public sealed class FaultInjectedException(string point) : Exception($"The fault point '{point}' was armed to throw.")
{
    /// <summary>The name of the fault point.</summary>
    public string Point { get; } = point;
}
