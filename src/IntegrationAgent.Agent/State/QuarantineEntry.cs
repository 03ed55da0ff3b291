namespace IntegrationAgent.Agent.State;

/// <summary>A record that was set aside, as the store keeps it.</summary>
public sealed class QuarantineEntry
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The run that set it aside.</summary>
    public required string RunId { get; init; }

    /// <summary>The integration.</summary>
    public required string Series { get; init; }

    /// <summary>The batch.</summary>
    public required EffectKey Effect { get; init; }

    /// <summary>The record; key and payload are empty when the run's key was shredded.</summary>
    public required QuarantinedRecord Record { get; init; }

    /// <summary>When it was set aside.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it waits; false once it was written or given up.</summary>
    public required bool Open { get; init; }
}
