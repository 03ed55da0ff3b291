namespace IntegrationAgent.Wire.Messages;

/// <summary>What became of a script's write.</summary>
public sealed class ScriptWriteReply
{
    /// <summary>Created.</summary>
    public long Created { get; init; }

    /// <summary>Changed.</summary>
    public long Updated { get; init; }

    /// <summary>Left as they were.</summary>
    public long Unchanged { get; init; }

    /// <summary>Deleted.</summary>
    public long Deleted { get; init; }

    /// <summary>Refused and set aside.</summary>
    public long Quarantined { get; init; }
}
