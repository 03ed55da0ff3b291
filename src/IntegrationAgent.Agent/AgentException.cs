namespace IntegrationAgent.Agent;

/// <summary>
/// A failure that a person or an agent can act on: a stable code, what happened, and what to do next.
/// The texts hold no secret and no record content.
/// </summary>
public sealed class AgentException(string code, string message, string nextAction, ExitCode exitCode, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The stable code, for example <c>E-APR-MISMATCH</c>.</summary>
    public string Code { get; } = code;

    /// <summary>One sentence that says what to do.</summary>
    public string NextAction { get; } = nextAction;

    /// <summary>The status that a command ends with.</summary>
    public ExitCode ExitCode { get; } = exitCode;
}
