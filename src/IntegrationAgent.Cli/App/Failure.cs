using System.Text.Json.Nodes;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Cli.App;

/// <summary>Why a command did not do what it was asked: code, cause, next action and the status that it ends with.</summary>
internal sealed record Failure(string Code, string Cause, string Next, ExitCode ExitCode, Exception? Exception = null)
{
    public static Failure Of(Exception exception, bool cancelled) => exception switch
    {
        AgentException agent => new Failure(agent.Code, agent.Message, agent.NextAction, agent.ExitCode, agent),
        DriverException driver => OfDriver(driver),
        WireFaultException fault => new Failure(fault.Fault.Code, fault.Fault.Message, fault.Fault.NextAction ?? "Correct the script, then check it again.", ExitCode.Incomplete, fault),
        WireException wire => new Failure("E-DRV-GONE", "A process that the work was handed to ended before its answer came.", "Try again; if it stays so, run with --verbose and report it.", ExitCode.Incomplete, wire),
        OperationCanceledException when cancelled => new Failure("E-CLI-STOPPED", "Stopped on request.", "A run that had begun keeps its checkpoint: intagent run --resume", ExitCode.Incomplete, exception),
        UnauthorizedAccessException or IOException => new Failure("E-CLI-FILE", exception.Message, "Check the path, who may use it, and how much room is left.", ExitCode.Usage, exception),
        _ => new Failure("E-FAULT", $"An unexpected {exception.GetType().Name}.", "Run the command again with --verbose and report what it prints.", ExitCode.Fault, exception),
    };

    public static int WriteUsage(CliEnvironment environment, string command, IReadOnlyList<string> errors, bool json)
    {
        var failure = new Failure("E-CLI-USAGE", string.Join(" ", errors), $"See: {command} --help", ExitCode.Usage);
        failure.Write(environment.Error, null);
        if (json)
            environment.Output.WriteLine(failure.ToJson().ToJsonString(CliJson.Options));
        return (int)ExitCode.Usage;
    }

    public void Write(TextWriter error, string? trace)
    {
        error.WriteLine($"error {Code}: {VisibleText.Of(Cause)}");
        error.WriteLine($"next: {VisibleText.Of(Next)}");
        if (trace is not null)
            error.WriteLine(trace);
    }

    public JsonObject ToJson() => new()
    {
        ["ok"] = false,
        ["exitCode"] = (int)ExitCode,
        ["error"] = new JsonObject { ["code"] = Code, ["cause"] = VisibleText.Of(Cause), ["next"] = VisibleText.Of(Next) },
    };

    private static Failure OfDriver(DriverException driver)
    {
        var code = driver.Code.Value;
        var exit = code switch
        {
            "connection_failed" or "authentication_failed" or "permission_denied" or "timeout" or "unavailable" => ExitCode.Connection,
            "object_not_found" or "field_not_found" or "invalid_query" => ExitCode.Usage,
            _ => ExitCode.Incomplete,
        };
        var next = driver.Retry switch
        {
            _ when driver.Suggestions.Count > 0 => $"Use one of the nearest names: {string.Join(", ", driver.Suggestions)}.",
            RetryAdvice.Now or RetryAdvice.After => "Try again later; nothing was lost.",
            RetryAdvice.AfterQuotaReset => "Wait until the quota begins anew, then try again.",
            _ => "Do what the message says, then try again.",
        };
        return new Failure($"E-DRV-{code.ToUpperInvariant().Replace('_', '-')}", driver.Message, next, exit, driver);
    }
}
