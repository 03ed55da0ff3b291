using System.Net;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// A failure in the system's own words, and what the driver must make of it. Over HTTP it is an answer that the kit gives in the system's place; for any other
/// system, <see cref="ArmAsync"/> brings it about.
/// </summary>
public sealed class ConformanceFault
{
    /// <summary>What it is, for people: <c>daily quota used up</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; init; } = HttpStatusCode.InternalServerError;

    /// <summary>The headers of the answer, besides the content type.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body of the answer.</summary>
    public string Body { get; init; } = "";

    /// <summary>The content type of the answer. Default: <c>application/json</c>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Brings it about where it is no HTTP answer, and gives what ends it; null for an HTTP answer.</summary>
    public Func<ConformanceTarget, CancellationToken, ValueTask<IAsyncDisposable>>? ArmAsync { get; init; }

    /// <summary>When it happens.</summary>
    public FaultMoment Moment { get; init; } = FaultMoment.Read;

    /// <summary>The code that the driver's error must have.</summary>
    public required DriverErrorCode Code { get; init; }

    /// <summary>The advice that it must give; null where any will do.</summary>
    public RetryAdvice? Retry { get; init; }

    /// <summary>How much it must say it stops; null where anything will do.</summary>
    public ErrorScope? Scope { get; init; }
}
