namespace IntegrationAgent.Driver;

/// <summary>What became of one record.</summary>
public enum ProbeResult
{
    /// <summary>It cannot be told.</summary>
    Unknown = 0,

    /// <summary>The write took effect.</summary>
    Applied = 1,

    /// <summary>It did not; it may be sent again.</summary>
    Absent = 2,

    /// <summary>The record has been changed since by someone else.</summary>
    Superseded = 3,
}
