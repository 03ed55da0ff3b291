namespace IntegrationAgent.Scripting;

/// <summary>A script asked for something that cannot be. The message holds no record content.</summary>
public sealed class ScriptException : Exception
{
    /// <summary>Makes an error with its code and what to do about it.</summary>
    public ScriptException(string code, string message, string nextAction, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        NextAction = nextAction;
    }

    /// <summary>The stable code, for example <c>E-SCR-FILTER</c>.</summary>
    public string Code { get; }

    /// <summary>One sentence that says what to do.</summary>
    public string NextAction { get; }
}
