namespace IntegrationAgent.Agent.Audit;

/// <summary>What checking the chain found.</summary>
public sealed class AuditVerification
{
    /// <summary>How many events stand in the store.</summary>
    public required long Events { get; init; }

    /// <summary>How many signed checkpoints were compared.</summary>
    public required int Checkpoints { get; init; }

    /// <summary>What is wrong, first place first; empty when the chain is whole.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>What is worth knowing and proves nothing: a half-written last line, a clock that went back.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsWhole => Findings.Count == 0;

    /// <summary>The first place that is wrong; null when the chain is whole.</summary>
    public long? FirstBadSequence => Findings.Count == 0 ? null : Findings.Min(finding => finding.Sequence);
}
