namespace IntegrationAgent.Agent.Audit;

/// <summary>How far the thing that an event tells of had come.</summary>
public enum AuditPhase
{
    /// <summary>It has happened.</summary>
    Done = 0,

    /// <summary>It is about to happen outside the store; a later event closes it.</summary>
    Intended = 1,

    /// <summary>It was tried and failed.</summary>
    Failed = 2,

    /// <summary>Policy refused it.</summary>
    Denied = 3,

    /// <summary>It was intended and the process ended: whether it happened is not known.</summary>
    Unknown = 4,
}
