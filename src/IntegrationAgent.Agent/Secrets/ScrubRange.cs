namespace IntegrationAgent.Agent.Secrets;

/// <summary>A part of a text that must not be shown.</summary>
internal readonly record struct ScrubRange(int Start, int End, string Name);
