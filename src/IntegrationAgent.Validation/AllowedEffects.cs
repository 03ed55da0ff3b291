using IntegrationAgent.Agent.Effects;

namespace IntegrationAgent.Agent.Validation;

/// <summary>What the requirements sheet lets a script do.</summary>
/// <param name="Effects">Each connection, object, verb, the fields and, for keyed writes, the key.</param>
public sealed record AllowedEffects(IReadOnlyList<Effect> Effects)
{
    /// <summary>Reads of everything, nothing else: a discovery script.</summary>
    public static AllowedEffects AnyRead { get; } = new([]) { ReadsEverything = true };

    /// <summary>True when every read is allowed.</summary>
    public bool ReadsEverything { get; private init; }
}
