namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>What one version did with one recorded call.</summary>
/// <param name="Asked">Its requests to the system, without values.</param>
/// <param name="Unknown">Whether it asked for something that was not recorded.</param>
/// <param name="Answer">What it answered, one fact in each line.</param>
internal sealed record PlayedCall(IReadOnlyList<string> Asked, bool Unknown, IReadOnlyList<string> Answer);
