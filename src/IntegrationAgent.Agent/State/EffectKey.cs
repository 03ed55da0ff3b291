namespace IntegrationAgent.Agent.State;

/// <summary>The place of a batch of writes in a run.</summary>
/// <param name="Step">The step of the script.</param>
/// <param name="BatchNumber">The batch within the step, from 0.</param>
public readonly record struct EffectKey(string Step, long BatchNumber);
