namespace IntegrationAgent.Agent.Effects;

/// <summary>What is done to an object.</summary>
public enum EffectVerb
{
    /// <summary>Records are read.</summary>
    Read = 0,

    /// <summary>Records are created or updated by key.</summary>
    Upsert = 1,

    /// <summary>Records are created.</summary>
    Insert = 2,

    /// <summary>Records are updated by key.</summary>
    Update = 3,

    /// <summary>Records are deleted by key.</summary>
    Delete = 4,

    /// <summary>The object itself is created where it is absent.</summary>
    CreateObject = 5,

    /// <summary>The system is read in its own language; the object is empty.</summary>
    NativeQuery = 6,

    /// <summary>An operation of the driver is called; the object is the operation's name.</summary>
    Operation = 7,
}
