namespace IntegrationAgent.Scripting;

/// <summary>What to do about records that are deleted at the source.</summary>
public enum DeleteRule
{
    /// <summary>They are not looked for.</summary>
    Ignore = 0,

    /// <summary>They are counted and reported; the target keeps them.</summary>
    Keep = 1,

    /// <summary>They are deleted at the target, within the approved envelope.</summary>
    Delete = 2,
}
