using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Scheduling;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent work</c>: a worker that runs what is due, until it is stopped.</summary>
internal static class WorkCommand
{
    public static Command Create(CommandRunner runner)
    {
        var once = new Option<bool>("--once") { Description = "Run what is due now, and end." };
        var parallel = new Option<int>("--parallel") { Description = "Integrations that run at once.", HelpName = "N", DefaultValueFactory = _ => 2 };
        return runner.Handle(new Command("work", "Run scheduled integrations when they are due, until stopped.") { once, parallel }, async (parsed, session, cancellationToken) =>
        {
            var places = parsed.GetValue(parallel);
            if (places is < 1 or > 64)
                throw new AgentException("E-CLI-USAGE", "--parallel is from 1 to 64.", "Write: intagent work --parallel 2", ExitCode.Usage);
            var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
            var worker = ScheduledWork.WorkerOf(host, places, new Lines(session));
            await using (worker.ConfigureAwait(false))
            {
                if (parsed.GetValue(once))
                {
                    var begun = await worker.RunDueAsync(cancellationToken).ConfigureAwait(false);
                    if (begun == 0)
                        session.Screen.Text("Nothing is due.");
                    session.Result["begun"] = begun;
                    return ExitCode.Ok;
                }

                session.Screen.Text("Working. Ctrl+C stops; a run that is going keeps its checkpoint.");
                session.Announce();
                await worker.RunAsync(cancellationToken).ConfigureAwait(false);
            }

            return ExitCode.Ok;
        });
    }

    /// <summary>A line for each event, for people or, with <c>--json</c>, for machines.</summary>
    private sealed class Lines(CommandSession session) : IProgress<WorkEvent>
    {
        private readonly Lock gate = new();

        public void Report(WorkEvent value)
        {
            lock (gate)
            {
                if (session.Json)
                    session.Output.WriteLine(CliJson.Node(value)!.ToJsonString(CliJson.Lines));
                else
                    session.Screen.Text($"{Show.Time(session.Environment.Time.GetUtcNow())}  {value.Series}  {value.Kind.ToString().ToLowerInvariant()}{(value.Code is null ? "" : $" {value.Code}")}  {value.Message}");
                session.Output.Flush();
            }
        }
    }
}
