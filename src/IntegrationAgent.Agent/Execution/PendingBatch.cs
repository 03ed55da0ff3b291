using IntegrationAgent.Agent.State;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Agent.Execution;

/// <summary>A page that is on its way to a target.</summary>
internal sealed class PendingBatch(EffectKey key, WirePage page, long sourcePages, DateTimeOffset sentAt) : IDisposable
{
    public EffectKey Key { get; } = key;

    public WirePage Page { get; } = page;

    /// <summary>How many pages of the source were used up when it was filled.</summary>
    public long SourcePages { get; } = sourcePages;

    public DateTimeOffset SentAt { get; } = sentAt;

    /// <summary>What the ledger was told.</summary>
    public EffectIntent? Intent { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Sent { get; set; }

    public void Dispose() => Page.Dispose();
}
