using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationAgent.Agent.Telemetry;

/// <summary>
/// Spans, metrics and logs of the agent's process. Off until somebody listens to <see cref="SourceName"/>: then nothing is created and a call costs a comparison.
/// Everything that leaves passes the scrubber. Thread-safe.
/// </summary>
public sealed class AgentTelemetry
{
    /// <summary>The name of the source of spans, of the meter, and of the category of logs.</summary>
    public const string SourceName = "IntegrationAgent";

    private static readonly string? Version = typeof(AgentTelemetry).Assembly.GetName().Version?.ToString(3);
    private static readonly ActivitySource Source = new(SourceName, Version);
    private static readonly AgentMeters Meters = new(new Meter(SourceName, Version));
    private readonly SecretScrubber scrubber;
    private readonly ConcurrentDictionary<string, long> requests = new(StringComparer.Ordinal);

    /// <summary>Made once for a process.</summary>
    /// <param name="scrubber">What every value passes.</param>
    /// <param name="logger">Where logs go; null for nowhere.</param>
    public AgentTelemetry(SecretScrubber scrubber, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(scrubber);
        this.scrubber = scrubber;
        Log = logger ?? NullLogger.Instance;
    }

    /// <summary>Where logs go.</summary>
    internal ILogger Log { get; }

    /// <summary>A part of something that has its span; null when nobody listens.</summary>
    internal static Activity? Part(string name) => Source.StartActivity(name);

    /// <summary>A text that may leave.</summary>
    internal string Clean(string text) => scrubber.Scrub(text);

    /// <summary>Does something within a span.</summary>
    internal async Task<T> SpanAsync<T>(string name, (string Name, string? Value)[] attributes, Func<Activity?, Task<T>> body)
    {
        using var span = Source.StartActivity(name);
        Tag(span, attributes);
        try
        {
            return await body(span).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fail(span, exception);
            throw;
        }
    }

    /// <summary>Makes one call of a driver within a span.</summary>
    internal async Task<T> CallAsync<T>(DriverConnectionOptions connection, string method, string? target, Func<Task<T>> call)
    {
        using var driverCall = Begin(connection, method, target);
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            driverCall?.Fail(exception);
            throw;
        }
    }

    /// <summary>Follows an exchange to its end, whoever reads it.</summary>
    internal WireExchange Follow(DriverConnectionOptions connection, string? target, WireExchange exchange)
    {
        if (Begin(connection, exchange.Method, target) is { } call)
            _ = exchange.Ended.ContinueWith(_ => call.End(exchange.Failure), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return exchange;
    }

    /// <summary>A run begins: what it does from here on is counted until it ends.</summary>
    internal RunMeter BeginRun(string integration) => new(Meters, Clean(integration));

    /// <summary>A run has ended.</summary>
    internal void EndRun(Activity? span, RunReport report, IReadOnlyDictionary<string, IDriverConnection> connections)
    {
        var (integration, state) = (Clean(report.Integration), report.State.Name());
        Tag(span, (AttributeNames.RunId, report.RunId), (AttributeNames.RunState, state), (AttributeNames.Isolation, report.Isolation), (AttributeNames.ErrorType, report.Code));
        span?.SetTag(AttributeNames.RunAttempt, report.Attempt);
        if (report.Code is not null)
            span?.SetStatus(ActivityStatusCode.Error);
        var tags = new TagList { { AttributeNames.Integration, integration }, { AttributeNames.RunState, state } };
        if (report.Code is { } code)
            tags.Add(AttributeNames.ErrorType, code);
        Meters.RunDuration.Record(report.Elapsed.TotalSeconds, tags);
        if (report.Verification is { } verification)
        {
            Meters.Verified(integration, "matching", verification.Matching);
            Meters.Verified(integration, "missing", verification.Missing);
            Meters.Verified(integration, "different", verification.Checked - verification.Matching - verification.Missing);
        }

        foreach (var (name, made) in report.Calls.Where(pair => connections.ContainsKey(pair.Key)))
            CountRequests(name, connections[name].DriverId, made);
        if (report.Code is null)
            Log.RunSucceeded(integration, report.RunId, report.Counts.Read, report.Counts.Created, report.Counts.Updated);
        else
            Log.RunStopped(integration, report.RunId, state, report.Code);
    }

    private static void Fail(Activity? span, Exception exception)
    {
        span?.SetTag(AttributeNames.ErrorType, CodeOf(exception));
        span?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>Codes are ours, and messages stay here.</summary>
    internal static string CodeOf(Exception exception) => exception switch
    {
        AgentException agent => agent.Code,
        DriverException driver => driver.Code.ToString(),
        _ => exception.GetType().FullName!,
    };

    private void Tag(Activity? span, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        if (span is not { IsAllDataRequested: true })
            return;
        foreach (var (name, value) in attributes)
        {
            if (!string.IsNullOrEmpty(value))
                span.SetTag(name, Clean(value));
        }
    }

    private DriverCall? Begin(DriverConnectionOptions connection, string method, string? target)
    {
        // A call that goes on after this method is not what its caller's next calls belong to.
        var before = Activity.Current;
        var span = Source.StartActivity(method == DriverCall.ConnectMethod ? SpanNames.Connect : SpanNames.Call, ActivityKind.Client);
        Activity.Current = before;
        if (span is null && !Meters.CallDuration.Enabled && !Log.IsEnabled(LogLevel.Warning))
            return null;
        var (name, driver) = (Clean(connection.Connection.Name), Clean(connection.Driver.DriverId));
        Tag(span, (AttributeNames.Connection, name), (AttributeNames.Driver, driver), (AttributeNames.Method, method), (AttributeNames.Object, target));
        return new DriverCall(Meters, Log, connection.TimeProvider, span, name, driver, method);
    }

    /// <summary>Drivers count from their start; a process that goes on for days must not count the same request twice.</summary>
    private void CountRequests(string connection, string driver, long made)
    {
        var before = 0L;
        requests.AddOrUpdate(connection, made, (_, known) =>
        {
            before = known <= made ? known : 0;
            return made;
        });
        if (made > before)
            Meters.Requests.Add(made - before, new TagList { { AttributeNames.Connection, Clean(connection) }, { AttributeNames.Driver, Clean(driver) } });
    }
}
