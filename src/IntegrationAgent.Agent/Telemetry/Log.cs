using Microsoft.Extensions.Logging;

namespace IntegrationAgent.Agent.Telemetry;

/// <summary>The log events of the agent's process. An id never changes its meaning; docs/telemetry.md lists them.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Run {RunId} of {Integration} succeeded: {Read} read, {Created} created, {Updated} updated.", EventName = "run.succeeded")]
    public static partial void RunSucceeded(this ILogger logger, string integration, string runId, long read, long created, long updated);

    [LoggerMessage(2, LogLevel.Warning, "Run {RunId} of {Integration} ended {State}: {Code}.", EventName = "run.stopped")]
    public static partial void RunStopped(this ILogger logger, string integration, string runId, string state, string code);

    [LoggerMessage(3, LogLevel.Warning, "{Integration} was not run: {Code}.", EventName = "run.refused")]
    public static partial void RunRefused(this ILogger logger, string integration, string code);

    [LoggerMessage(4, LogLevel.Information, "The plan of {Integration} reads {Read} records, creates {Creates}, updates {Updates} and deletes {Deletes}.", EventName = "plan.made")]
    public static partial void PlanMade(this ILogger logger, string integration, long read, long creates, long updates, long deletes);

    [LoggerMessage(5, LogLevel.Information, "The plan of {Integration} was {Decision}.", EventName = "plan.decided")]
    public static partial void PlanDecided(this ILogger logger, string integration, string decision);

    [LoggerMessage(6, LogLevel.Warning, "{Method} of {Connection} ({Driver}) failed: {Code}.", EventName = "driver.failed")]
    public static partial void CallFailed(this ILogger logger, string connection, string driver, string method, string code);
}
