using System.Diagnostics.CodeAnalysis;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>Whether a sandbox can be had on this machine.</summary>
public sealed class SandboxAvailability
{
    /// <summary>Whether it can.</summary>
    [MemberNotNullWhen(false, nameof(Reason), nameof(NextAction))]
    public required bool Available { get; init; }

    /// <summary>What a process started now would stand behind.</summary>
    public required IsolationLevel Level { get; init; }

    /// <summary>What is missing; null when available.</summary>
    public string? Reason { get; init; }

    /// <summary>What to do about it; null when available.</summary>
    public string? NextAction { get; init; }

    internal static SandboxAvailability Yes(IsolationLevel level) => new() { Available = true, Level = level };

    internal static SandboxAvailability No(IsolationLevel level, string reason, string nextAction) =>
        new() { Available = false, Level = level, Reason = reason, NextAction = nextAction };
}
