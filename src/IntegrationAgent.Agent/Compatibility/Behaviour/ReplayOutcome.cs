namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>How the answers of two versions to one recorded call compare.</summary>
internal enum ReplayOutcome
{
    /// <summary>The same answer.</summary>
    Same = 0,

    /// <summary>Another answer, or another error.</summary>
    Different = 1,

    /// <summary>The new version asks the system for something that was not recorded, so nothing can be said about its answer.</summary>
    NotRecorded = 2,

    /// <summary>The old version itself does not get through with the recording, or the call is of a kind that is not replayed.</summary>
    NotReplayed = 3,

    /// <summary>The new version sends something else for the same records.</summary>
    WritesOtherwise = 4,
}
