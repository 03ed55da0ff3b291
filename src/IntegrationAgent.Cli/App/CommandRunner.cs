using System.CommandLine;
using System.Runtime.CompilerServices;
using IntegrationAgent.Agent;
using IntegrationAgent.Cli.Telemetry;

namespace IntegrationAgent.Cli.App;

/// <summary>Runs the body of a command: opens its session, turns what it throws into a code, a cause and a next action, and prints its JSON.</summary>
internal sealed class CommandRunner(CliEnvironment environment)
{
    public CliEnvironment Environment => environment;

    /// <summary>Gives a command its body.</summary>
    public Command Handle(Command command, Func<ParseResult, CommandSession, CancellationToken, Task<ExitCode>> body)
    {
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, body, cancellationToken));
        return command;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<int> RunAsync(ParseResult parsed, Func<ParseResult, CommandSession, CancellationToken, Task<ExitCode>> body, CancellationToken cancellationToken)
    {
        var session = new CommandSession(
            environment,
            parsed.GetValue(GlobalOptions.Json),
            parsed.GetValue(GlobalOptions.Verbose),
            parsed.GetValue(GlobalOptions.Workspace));
        await using var ended = session.ConfigureAwait(false);
        return TelemetrySwitch.IsOn(environment.Variable)
            ? await CliTelemetry.RunAsync(session, CliApplication.Path(parsed.CommandResult.Command), () => BodyAsync(parsed, session, body, cancellationToken)).ConfigureAwait(false)
            : await BodyAsync(parsed, session, body, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> BodyAsync(ParseResult parsed, CommandSession session, Func<ParseResult, CommandSession, CancellationToken, Task<ExitCode>> body, CancellationToken cancellationToken)
    {
        try
        {
            // An interrupt is listened for only when this has given way; until then it would kill the process.
            await Task.Yield();
            var code = await body(parsed, session, cancellationToken).ConfigureAwait(false);
            session.WriteResult(code);
            return (int)code;
        }
        catch (Exception exception)
        {
            return (int)session.WriteFailure(Failure.Of(exception, cancellationToken.IsCancellationRequested));
        }
    }
}
