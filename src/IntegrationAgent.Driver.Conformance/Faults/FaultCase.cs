namespace IntegrationAgent.Driver.Conformance.Faults;

/// <summary>A fault that every HTTP driver meets, and what it may be called.</summary>
/// <param name="Name">What happens, for people.</param>
/// <param name="Action">What the kit does with each call.</param>
/// <param name="Codes">The codes that are right.</param>
/// <param name="Transient">Whether trying again later may help; null where both are right.</param>
internal sealed record FaultCase(string Name, FaultAction Action, IReadOnlyList<DriverErrorCode> Codes, bool? Transient);
