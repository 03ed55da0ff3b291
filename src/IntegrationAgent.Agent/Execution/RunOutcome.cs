using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Agent.Execution;

/// <summary>How a run ended, and what to do about it.</summary>
internal sealed record RunOutcome(RunState State, string? Code, string? Message, string? NextAction)
{
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(20);

    /// <summary>What an exception means for a run.</summary>
    public static RunOutcome From(Exception exception, bool overtime, bool cancelled)
    {
        if (overtime)
            return new RunOutcome(RunState.Incomplete, "E-RUN-OVERTIME", "The run took longer than was approved; its checkpoint is kept.", "Resume it, or have a longer time approved.");
        if (cancelled)
            return new RunOutcome(RunState.Incomplete, "E-RUN-CANCELLED", "The run was stopped; its checkpoint is kept.", "Go on with: intagent run --resume");
        return exception switch
        {
            DriverException driver => FromDriver(driver),
            AgentException agent => new RunOutcome(
                agent.Code is "E-APR-ENVELOPE" or "E-APR-CALLS" or "E-RUN-IN-DOUBT" or SchemaDrift.Code ? RunState.NeedsHuman : agent.ExitCode is ExitCode.Refused ? RunState.Failed : RunState.Incomplete,
                agent.Code,
                agent.Message,
                agent.NextAction),
            WireFaultException fault => new RunOutcome(RunState.Failed, fault.Fault.Code, fault.Fault.Message, fault.Fault.NextAction ?? "Correct the script, and have it approved."),
            _ => new RunOutcome(RunState.Incomplete, "E-RUN-FAULT", $"An unexpected {exception.GetType().Name} stopped the run; its checkpoint is kept.", "Resume it; if it stays so, run with --verbose and report it."),
        };
    }

    /// <summary>What an exception means for a run whose systems may have changed under it.</summary>
    public static async Task<RunOutcome> FromAsync(Exception exception, bool overtime, bool cancelled, Func<CancellationToken, Task<IReadOnlyList<string>>>? findDrift, TimeProvider timeProvider)
    {
        if (!overtime && !cancelled && findDrift is not null && SchemaDrift.MayBe(exception))
        {
            using var soon = new CancellationTokenSource(LookWithin, timeProvider);
            try
            {
                exception = SchemaDrift.Of(await findDrift(soon.Token).ConfigureAwait(false)) ?? exception;
            }
            catch (Exception looking) when (looking is DriverException or AgentException or WireException or OperationCanceledException)
            {
                // It can no longer be asked: what stopped the run is what is known.
            }
        }

        return From(exception, overtime, cancelled);
    }

    /// <summary>What was read back is not what was written.</summary>
    public static RunOutcome Mismatch(VerificationReport verification) => new(
        RunState.Anomaly,
        "E-RUN-EFFECT-MISMATCH",
        $"{verification.Checked - verification.Matching} of {verification.Checked} records that were read back are not as they were written ({verification.Missing} are not there).",
        "Look at what else writes to the target, then run again.");

    /// <summary>Some records were refused; the rest is written.</summary>
    public static RunOutcome Quarantined(long records, string integration) => new(
        RunState.CompletedWithErrors,
        "E-RUN-QUARANTINE",
        $"{records} records were refused by the target and set aside.",
        $"See why: intagent quarantine list {integration}; when it is mended: intagent quarantine retry {integration}");

    private static RunOutcome FromDriver(DriverException driver)
    {
        var state = driver.Retry switch
        {
            RetryAdvice.AfterUserAction => RunState.NeedsHuman,
            RetryAdvice.Never when driver.Code == DriverErrorCode.SchemaChanged || driver.Code == DriverErrorCode.FieldNotFound || driver.Code == DriverErrorCode.ObjectNotFound => RunState.NeedsHuman,
            _ => RunState.Incomplete,
        };
        var next = driver.Retry switch
        {
            RetryAdvice.AfterUserAction => "Do what the message says, then go on with: intagent run --resume",
            RetryAdvice.AfterQuotaReset => "Wait until the quota begins anew, then go on with: intagent run --resume",
            _ => "Go on with: intagent run --resume",
        };
        return new RunOutcome(state, driver.Code.Value, driver.Message, next);
    }
}
