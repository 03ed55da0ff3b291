namespace IntegrationAgent.Agent;

/// <summary>What a command's exit status means; the same for every command.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The check ran and found something.</summary>
    Findings = 1,

    /// <summary>The command line or an input file was not understood.</summary>
    Usage = 2,

    /// <summary>A system could not be reached, or refused the credential.</summary>
    Connection = 3,

    /// <summary>Policy or approval refused.</summary>
    Refused = 4,

    /// <summary>No sandbox could be had.</summary>
    SandboxUnavailable = 5,

    /// <summary>Incomplete, an anomaly, or a person is needed.</summary>
    Incomplete = 6,

    /// <summary>A fault of this program.</summary>
    Fault = 70,
}
