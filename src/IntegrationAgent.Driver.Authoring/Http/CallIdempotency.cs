namespace IntegrationAgent.Driver.Authoring;

/// <summary>What happens when a call is made twice. It decides whether a call whose answer was lost may be repeated.</summary>
public enum CallIdempotency
{
    /// <summary>A second call would do it again. Repeated only where the first one certainly did nothing.</summary>
    Unsafe = 0,

    /// <summary>A second call changes nothing more, for example an upsert by key.</summary>
    Idempotent = 1,

    /// <summary>It reads.</summary>
    ReadOnly = 2,
}
