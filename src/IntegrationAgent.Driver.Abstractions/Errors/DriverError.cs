namespace IntegrationAgent.Driver;

/// <summary>Why one record failed. The text follows the rules of <see cref="DriverException"/>'s message.</summary>
public sealed class DriverError
{
    /// <summary>What went wrong.</summary>
    public required DriverErrorCode Code { get; init; }

    /// <summary>The safe text.</summary>
    public required string Message { get; init; }

    /// <summary>When the same record may be sent again.</summary>
    public RetryAdvice Retry { get; init; }

    /// <summary>The fields that it is about.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
