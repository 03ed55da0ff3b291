using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Requirements;

/// <summary>Which field of the source goes into which field of the target.</summary>
public sealed record FieldMapping
{
    /// <summary>What the user called it, for example <c>how they got to us</c>.</summary>
    public required string Asked { get; init; }

    /// <summary>The field or path of the source; empty while open.</summary>
    public required string SourceField { get; init; }

    /// <summary>The field of the target.</summary>
    public required string TargetField { get; init; }

    /// <summary>The type of the target's field.</summary>
    public required FieldType Type { get; init; }

    /// <summary>Why this field: <c>name</c>, <c>label</c>, <c>answer</c>, <c>profile</c>.</summary>
    public string Because { get; init; } = "";
}
