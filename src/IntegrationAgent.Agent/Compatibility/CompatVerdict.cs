namespace IntegrationAgent.Agent.Compatibility;

/// <summary>Whether a version says what its changes mean.</summary>
/// <param name="Taken">The step that was taken.</param>
/// <param name="Required">The step that the changes need, after the rules for 0.x and prereleases.</param>
/// <param name="Enough">True when the step suffices.</param>
/// <param name="Sentence">The verdict for people.</param>
public sealed record CompatVerdict(VersionStep Taken, VersionStep Required, bool Enough, string Sentence);
