namespace IntegrationAgent.Agent.Validation;

/// <summary>Where a written field comes from.</summary>
public sealed record FieldOrigin
{
    /// <summary>The connection that is written.</summary>
    public required string TargetConnection { get; init; }

    /// <summary>The object that is written.</summary>
    public required string TargetObject { get; init; }

    /// <summary>The field that is written.</summary>
    public required string TargetField { get; init; }

    /// <summary>The connection that is read; empty where no single record is.</summary>
    public string SourceConnection { get; init; } = "";

    /// <summary>The object that is read; empty where no single record is.</summary>
    public string SourceObject { get; init; } = "";

    /// <summary>The fields that it is made of; one where it is passed on, several or none where it is computed.</summary>
    public IReadOnlyList<string> SourceFields { get; init; } = [];

    /// <summary>True when the value is passed on as it is.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The expression as it stands in the script.</summary>
    public required string Expression { get; init; }
}
