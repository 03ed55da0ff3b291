namespace IntegrationAgent.Driver;

/// <summary>Where a bulk job stands.</summary>
public enum BulkJobState
{
    /// <summary>Created; its upload is not complete.</summary>
    Open = 0,

    /// <summary>The system is at work.</summary>
    Running = 1,

    /// <summary>Ended; every record has an outcome.</summary>
    Completed = 2,

    /// <summary>Ended as a whole without writing.</summary>
    Failed = 3,

    /// <summary>Ended by request; what was written has an outcome.</summary>
    Aborted = 4,
}
