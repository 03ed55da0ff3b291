using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire;

/// <summary>An error on the wire. Its texts are safe to show.</summary>
public sealed class WireFault
{
    /// <summary>The kind of an error that a driver raised.</summary>
    public const string DriverKind = "driver";

    /// <summary>The kind of an error of the process that answered.</summary>
    public const string HostKind = "host";

    /// <summary>The kind of a cancelled call.</summary>
    public const string CancelledKind = "cancelled";

    /// <summary>Who raised it: <see cref="DriverKind"/>, <see cref="HostKind"/> or <see cref="CancelledKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The code: a driver's error code, or one that begins with <c>E-</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The safe text.</summary>
    public required string Message { get; init; }

    /// <summary>What to do next; null where the message says it.</summary>
    public string? NextAction { get; init; }

    /// <summary>How much of the work it stops.</summary>
    public ErrorScope Scope { get; init; }

    /// <summary>When to try again.</summary>
    public RetryAdvice Retry { get; init; }

    /// <summary>How long to wait, in milliseconds.</summary>
    public long? RetryAfterMs { get; init; }

    /// <summary>What it is about.</summary>
    public string? Target { get; init; }

    /// <summary>The nearest valid names.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>For developers.</summary>
    public string? Detail { get; init; }

    /// <summary>Describes an exception. What is neither a driver's error nor a fault becomes <c>E-HOST-FAULT</c> with the type's name only.</summary>
    public static WireFault From(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            WireFaultException fault => fault.Fault,
            DriverException driver => new WireFault
            {
                Kind = DriverKind,
                Code = driver.Code.Value,
                Message = driver.Message,
                Scope = driver.Scope,
                Retry = driver.Retry,
                RetryAfterMs = (long?)driver.RetryAfter?.TotalMilliseconds,
                Target = driver.Target,
                Suggestions = driver.Suggestions,
                Detail = driver.Detail,
            },
            WireException wire => new WireFault
            {
                Kind = HostKind,
                Code = wire.Code,
                Message = wire.Message,
                NextAction = "Start the run again; it continues after the last checkpoint.",
            },
            OperationCanceledException => new WireFault { Kind = CancelledKind, Code = "E-CANCELLED", Message = "The call was cancelled." },
            _ => new WireFault
            {
                Kind = HostKind,
                Code = "E-HOST-FAULT",
                Message = $"An unexpected {exception.GetType().Name} ended the call.",
                NextAction = "Run again with --verbose and report it to the driver's author.",
                Detail = exception.GetType().FullName,
            },
        };
    }

    /// <summary>The exception that a caller sees.</summary>
    public Exception ToException() => Kind switch
    {
        DriverKind => new DriverException(CodeOf(Code), Message)
        {
            Scope = Scope,
            Retry = Retry,
            RetryAfter = RetryAfterMs is { } ms ? TimeSpan.FromMilliseconds(Math.Clamp(ms, 0, 366L * 24 * 3600 * 1000)) : null,
            Target = Target,
            Suggestions = Suggestions,
            Detail = Detail,
        },
        CancelledKind => new OperationCanceledException(Message),
        _ => new WireFaultException(this),
    };

    private static DriverErrorCode CodeOf(string code)
    {
        try
        {
            return new DriverErrorCode(code);
        }
        catch (ArgumentException)
        {
            return DriverErrorCode.Unknown;
        }
    }
}
