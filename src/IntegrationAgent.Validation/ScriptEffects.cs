using IntegrationAgent.Agent.Effects;

namespace IntegrationAgent.Agent.Validation;

/// <summary>What a script does, read from its meaning and not from its text.</summary>
public sealed class ScriptEffects
{
    /// <summary>Every connection, object and verb, once each, in ordinal order.</summary>
    public required IReadOnlyList<Effect> Effects { get; init; }

    /// <summary>Where each written field comes from.</summary>
    public IReadOnlyList<FieldOrigin> Mappings { get; init; } = [];

    /// <summary>True when records are kept outside of a flow: that step begins anew after a crash.</summary>
    public bool LeavesFlow { get; init; }

    /// <summary>The fields by which reads go on after the last run, as <c>connection.object.field</c>.</summary>
    public IReadOnlyList<string> ChangeFields { get; init; } = [];

    /// <summary>The conditions of the reads, as they stand in the script.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>The constants of the script outside of its bindings.</summary>
    public IReadOnlyList<ScriptLiteral> Literals { get; init; } = [];

    /// <summary>The parameters that the script names, in ordinal order.</summary>
    public IReadOnlyList<ScriptParameter> Parameters { get; init; } = [];

    /// <summary>True where the script may read parameters that <see cref="Parameters"/> does not list: a name is made at run time.</summary>
    public bool ReadsOtherParameters { get; init; }
}
