using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Requirements;

/// <summary>One condition on the source's records; all of them must hold.</summary>
public sealed record FilterRule
{
    /// <summary>What the user said, for example <c>only the last 30 days</c>.</summary>
    public required string Asked { get; init; }

    /// <summary>The field.</summary>
    public required string Field { get; init; }

    /// <summary>How it is compared.</summary>
    public required ComparisonOperator Operator { get; init; }

    /// <summary>The value as text; empty where <see cref="DaysBack"/> says it.</summary>
    public string Value { get; init; } = "";

    /// <summary>So many days before the run's time; null for a fixed value.</summary>
    public int? DaysBack { get; init; }
}
