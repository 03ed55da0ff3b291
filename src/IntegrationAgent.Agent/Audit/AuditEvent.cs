namespace IntegrationAgent.Agent.Audit;

/// <summary>
/// Something that happened, as the audit keeps it. It names things and counts them and never holds record contents.
/// Texts are scrubbed of secrets, cleaned of broken characters and capped before they are hashed.
/// </summary>
public sealed class AuditEvent
{
    /// <summary>What happened: one of <see cref="AuditEventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Who caused it, without a personal name: <c>user</c>, <c>agent</c>, <c>system</c>, <c>worker</c>.</summary>
    public string Actor { get; init; } = "system";

    /// <summary>What it happened to: a run id, an integration, a connection. Empty when it is the workspace.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Whether it is only intended, done, failed or refused.</summary>
    public AuditPhase Phase { get; init; } = AuditPhase.Done;

    /// <summary>The id that joins an intended event to the one that closes it; empty for an event that stands alone.</summary>
    public string Pair { get; init; } = "";

    /// <summary>Names, counts, digests and codes. No personal data.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>Personal data, such as the approver's name. Kept as ciphertext under the key of <see cref="PersonalScope"/>.</summary>
    public IReadOnlyDictionary<string, string> Personal { get; init; } = new Dictionary<string, string>();

    /// <summary>The scope whose key can be shredded to erase <see cref="Personal"/>, for example <c>run:…</c>; needed when there is personal data.</summary>
    public string PersonalScope { get; init; } = "";
}
