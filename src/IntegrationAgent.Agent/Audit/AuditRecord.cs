namespace IntegrationAgent.Agent.Audit;

/// <summary>An event as it stands in the chain.</summary>
public sealed class AuditRecord
{
    /// <summary>Its place, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was appended, by the store's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The event; personal data is decrypted where its key still exists, and missing otherwise.</summary>
    public required AuditEvent Event { get; init; }

    /// <summary>The canonical JSON that was hashed, with personal data as ciphertext.</summary>
    public required string Canonical { get; init; }

    /// <summary>SHA-256(0x00 ‖ sequence ‖ previous hash ‖ canonical), in lower-case hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The hash of the event before; zeros for the first.</summary>
    public required string Previous { get; init; }
}
