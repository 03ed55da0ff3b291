namespace IntegrationAgent.Driver;

/// <summary>
/// An operation of a driver failed. <see cref="Exception.Message"/> may be shown to a language model: at most 300 characters, no secret, no record content,
/// says what to do next. <see cref="Detail"/> is for developers.
/// </summary>
public class DriverException : Exception
{
    /// <summary>The greatest length of a message, in UTF-16 units. A longer one is cut.</summary>
    public const int MaxMessageLength = 300;

    /// <summary>Makes an error with its code and its safe text.</summary>
    public DriverException(DriverErrorCode code, string message, Exception? innerException = null)
        : base(Cap(message), innerException) => Code = code;

    /// <summary>What went wrong.</summary>
    public DriverErrorCode Code { get; }

    /// <summary>How much of the work it stops.</summary>
    public ErrorScope Scope { get; init; }

    /// <summary>When the same call may be tried again.</summary>
    public RetryAdvice Retry { get; init; }

    /// <summary>How long to wait where <see cref="Retry"/> is <see cref="RetryAdvice.After"/>; null where the system did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The object, field, setting or credential that it is about; null where none.</summary>
    public string? Target { get; init; }

    /// <summary>The nearest valid names, best first, at most 5.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>For developers: status, the system's own code, a request id. No secret and no record content either; null where there is nothing to add.</summary>
    public string? Detail { get; init; }

    /// <summary>True when a later attempt without any change may succeed.</summary>
    public bool IsTransient => Retry is RetryAdvice.Now or RetryAdvice.After;

    private static string Cap(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Length <= MaxMessageLength ? message : string.Concat(message.AsSpan(0, MaxMessageLength - 1), "…");
    }
}
