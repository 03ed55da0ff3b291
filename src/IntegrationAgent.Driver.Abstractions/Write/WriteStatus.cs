namespace IntegrationAgent.Driver;

/// <summary>What became of a record.</summary>
public enum WriteStatus
{
    /// <summary>The answer was lost. Never re-sent blindly.</summary>
    Unknown = 0,

    /// <summary>Created.</summary>
    Created = 1,

    /// <summary>Changed.</summary>
    Updated = 2,

    /// <summary>Left as it was, because it had these values already (or, for a delete, was not there).</summary>
    Unchanged = 3,

    /// <summary>Refused.</summary>
    Failed = 4,

    /// <summary>Deleted.</summary>
    Deleted = 5,
}
