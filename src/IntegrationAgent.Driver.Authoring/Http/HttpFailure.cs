namespace IntegrationAgent.Driver.Authoring;

/// <summary>What a failed answer means.</summary>
public sealed class HttpFailure
{
    /// <summary>The error to throw where the call is not repeated.</summary>
    public required DriverException Error { get; init; }

    /// <summary>True when the system certainly did nothing, so that even an unsafe call may be repeated.</summary>
    public bool NotExecuted { get; init; }

    /// <summary>True when the pipeline must not repeat the call, whatever the error advises: whoever made it does something else first.</summary>
    public bool Final { get; init; }

    /// <summary>True when the token was refused and a new one would help.</summary>
    public bool TokenRejected { get; init; }
}
