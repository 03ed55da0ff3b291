using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>A field that may be meant.</summary>
/// <param name="Path">The field, or a path to a parent's.</param>
/// <param name="Field">What discovery says about it.</param>
/// <param name="Score">From 0 to 1; from 0.95 on it is what was said.</param>
/// <param name="Because"><c>name</c>, <c>label</c>, <c>words</c>, <c>meaning</c>, <c>help</c>.</param>
internal sealed record FieldCandidate(string Path, FieldSchema Field, double Score, string Because)
{
    public const double Certain = 0.95;
    public const double Good = 0.68;

    public FieldProfile? Profile { get; init; }

    public bool IsPath => Path.Contains('.', StringComparison.Ordinal);
}
