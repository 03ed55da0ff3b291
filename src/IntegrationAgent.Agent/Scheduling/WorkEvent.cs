namespace IntegrationAgent.Agent.Scheduling;

/// <summary>Something that a worker did about a slot.</summary>
/// <param name="Series">The integration.</param>
/// <param name="Kind">What it did.</param>
/// <param name="Slot">The slot; empty for a run that is gone on with.</param>
/// <param name="Code">The code of what went wrong; null when nothing did.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record WorkEvent(string Series, WorkEventKind Kind, string Slot, string? Code, string Message);
