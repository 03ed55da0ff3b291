namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>What became of one recorded call when both versions were given it.</summary>
/// <param name="Name">Which call, for example <c>3 query tickets</c>.</param>
/// <param name="Outcome">How the answers compare.</param>
/// <param name="Before">The first difference in the old version's answer; null where there is none.</param>
/// <param name="After">The same of the new version.</param>
internal sealed record ReplayedCall(string Name, ReplayOutcome Outcome, string? Before = null, string? After = null);
