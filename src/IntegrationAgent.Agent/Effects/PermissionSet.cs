namespace IntegrationAgent.Agent.Effects;

/// <summary>What a run may do. Checked in the agent's process for every request, never in the script. Immutable.</summary>
public sealed class PermissionSet(IReadOnlyList<Effect> allowed)
{
    /// <summary>Allows everything that only reads.</summary>
    public static PermissionSet ReadOnly { get; } = new([]) { AnyRead = true };

    /// <summary>What is allowed by name.</summary>
    public IReadOnlyList<Effect> Allowed { get; } = allowed;

    /// <summary>True when every read is allowed: for discovery.</summary>
    public bool AnyRead { get; private init; }

    /// <summary>Refuses what is not allowed.</summary>
    /// <exception cref="AgentException"><c>E-POL-DENIED</c>.</exception>
    public void Require(string connection, string target, EffectVerb verb, IEnumerable<string> fields, IReadOnlyList<string> keyFields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(keyFields);
        if (AnyRead && verb is EffectVerb.Read)
            return;
        var candidates = Allowed.Where(effect => effect.Verb == verb
            && string.Equals(effect.Connection, connection, StringComparison.Ordinal)
            && string.Equals(effect.Object, target, StringComparison.Ordinal)).ToList();
        if (candidates.Count == 0)
            throw Denied($"The script may not {verb} {connection}.{target}.");
        var known = candidates.SelectMany(effect => effect.Fields.Concat(effect.KeyFields)).ToHashSet(StringComparer.Ordinal);
        if (fields.FirstOrDefault(field => !known.Contains(field)) is { } other)
            throw Denied($"The script may not {verb} the field '{other}' of {connection}.{target}.");
        if (keyFields.Count > 0 && !candidates.Exists(effect => effect.KeyFields.SequenceEqual(keyFields, StringComparer.Ordinal)))
            throw Denied($"The script may not {verb} {connection}.{target} by {string.Join(", ", keyFields)}.");
    }

    private static AgentException Denied(string message) =>
        new("E-POL-DENIED", message, "Add it to the requirements and have the new plan approved.", ExitCode.Refused);
}
