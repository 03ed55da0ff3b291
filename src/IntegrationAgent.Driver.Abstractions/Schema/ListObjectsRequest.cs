namespace IntegrationAgent.Driver;

/// <summary>Which objects to list.</summary>
public sealed class ListObjectsRequest
{
    /// <summary>Only objects whose name or label contains this, without case; null for all.</summary>
    public string? NameContains { get; init; }

    /// <summary>True to fill <see cref="ObjectSummary.ApproximateCount"/> where one cheap call does it.</summary>
    public bool IncludeCounts { get; init; }
}
