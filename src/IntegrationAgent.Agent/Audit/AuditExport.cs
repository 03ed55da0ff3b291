using System.Text;

namespace IntegrationAgent.Agent.Audit;

/// <summary>The exported form of an event: everything a verifier elsewhere needs to compute its hash anew.</summary>
internal static class AuditExport
{
    // The canonical text goes in as it was hashed; the other members need no escaping.
    public static byte[] Line(AuditRecord record) =>
        Encoding.UTF8.GetBytes($"{{\"seq\":{record.Sequence},\"prev\":\"{record.Previous}\",\"hash\":\"{record.Hash}\",\"event\":{record.Canonical}}}\n");
}
