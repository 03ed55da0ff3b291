using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace IntegrationAgent.Agent.Telemetry;

/// <summary>One call of a driver that somebody looks at. Ended once.</summary>
internal sealed class DriverCall(AgentMeters meters, ILogger log, TimeProvider timeProvider, Activity? span, string connection, string driver, string method) : IDisposable
{
    /// <summary>The opening of a connection, which has a span of its own.</summary>
    public const string ConnectMethod = "connect";

    private readonly long began = timeProvider.GetTimestamp();
    private Exception? failure;
    private int ended;

    /// <summary>Remembers why it failed.</summary>
    public void Fail(Exception exception) => failure = exception;

    /// <summary>Ends it; null for an answer.</summary>
    public void End(Exception? exception)
    {
        failure = exception;
        Dispose();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
            return;
        var tags = new TagList { { AttributeNames.Connection, connection }, { AttributeNames.Driver, driver }, { AttributeNames.Method, method } };
        if (failure is not null)
        {
            var code = AgentTelemetry.CodeOf(failure);
            tags.Add(AttributeNames.ErrorType, code);
            span?.SetTag(AttributeNames.ErrorType, code);
            span?.SetStatus(ActivityStatusCode.Error);
            if (failure is not OperationCanceledException)
                log.CallFailed(connection, driver, method, code);
        }

        meters.CallDuration.Record(timeProvider.GetElapsedTime(began).TotalSeconds, tags);
        span?.Dispose();
    }
}
