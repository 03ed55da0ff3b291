namespace IntegrationAgent.Jail;

/// <summary>The jail cannot be had here, or does not hold. Nothing may run then.</summary>
/// <param name="reason">One sentence: what is missing.</param>
/// <param name="nextAction">One sentence: what to do.</param>
public sealed class JailUnavailableException(string reason, string nextAction) : Exception(reason)
{
    /// <summary>One sentence: what to do.</summary>
    public string NextAction { get; } = nextAction;
}
