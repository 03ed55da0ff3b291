namespace IntegrationAgent.Wire;

/// <summary>The other side answered a call with an error that is not a driver's.</summary>
public sealed class WireFaultException(WireFault fault) : Exception(fault.Message)
{
    /// <summary>The error as it was sent.</summary>
    public WireFault Fault { get; } = fault;
}
