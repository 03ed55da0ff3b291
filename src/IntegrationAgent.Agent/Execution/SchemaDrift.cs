using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Execution;

/// <summary>A system that changed in the middle of a run: what was approved is about another one.</summary>
internal static class SchemaDrift
{
    public const string Code = "E-RUN-DRIFT";

    /// <summary>What stops the run; null where nothing has changed.</summary>
    public static AgentException? Of(IReadOnlyList<string> changed) => changed.Count == 0 ? null : new AgentException(
        Code,
        $"The schema of {string.Join(", ", changed.Take(5).Select(name => name.Replace('/', '.')))} is no longer what was approved; the run stopped there and its checkpoint is kept.",
        "If the change is a mistake, take it back and go on with: intagent run --resume. If it stays, make a new dry run, look at its plan, have it approved, and begin a new run.",
        ExitCode.Incomplete);

    /// <summary>True for an error that a changed schema may be behind.</summary>
    public static bool MayBe(Exception exception) => exception is DriverException driver
        && driver.Retry is not (RetryAdvice.Now or RetryAdvice.After or RetryAdvice.AfterQuotaReset)
        && driver.Code != DriverErrorCode.AuthenticationFailed;
}
