namespace IntegrationAgent.Agent.Discovery;

/// <summary>What the records of an object look like, without showing them.</summary>
public sealed class ObjectProfile
{
    /// <summary>The object.</summary>
    public required string Object { get; init; }

    /// <summary>How many records there are; null where the system does not say.</summary>
    public long? Records { get; init; }

    /// <summary>How many of them were looked at.</summary>
    public required long Seen { get; init; }

    /// <summary>The fields.</summary>
    public required IReadOnlyList<FieldProfile> Fields { get; init; }
}
