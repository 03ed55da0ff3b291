using System.Globalization;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.StateWorker;
using IntegrationAgent.Agent.Workspaces;

// A process that tests start several of, on one store, and kill.
//   <workspace> run <runId> <batches> <leaseMilliseconds>   claims the run (waiting while it is held) and writes its batches
//   <workspace> spend <series> <approvalId> <subjectHash>   creates a run under an approval
//   <workspace> audit <events>                              appends events
//   <workspace> work <seconds> <leaseMilliseconds>          works on schedules for so long; a run has six batches
//   <workspace> intend                                      records an intended event and ends without closing it
var workspace = Workspace.Open(args[0]);
var faults = ArmedFaults.FromEnvironment(Environment.GetEnvironmentVariable);
try
{
    await using var store = await workspace.OpenStateAsync(new StateOptions { Faults = faults }, CancellationToken.None);
    switch (args[1])
    {
        case "run":
            await new Worker(store, faults, Path.Combine(args[0], "target.log")).RunAsync(args[2], Number(args[3]), TimeSpan.FromMilliseconds(Number(args[4])));
            break;
        case "work":
            await ScheduledBatches.WorkAsync(workspace, store, faults, Path.Combine(args[0], "target.log"), TimeSpan.FromSeconds(Number(args[2])), TimeSpan.FromMilliseconds(Number(args[3])));
            break;
        case "spend":
            Console.WriteLine((await store.Runs.CreateAsync(new NewRun { Series = args[2], ApprovalId = args[3], SubjectHash = args[4] }, CancellationToken.None)).Id);
            break;
        case "audit":
            for (var i = 0; i < Number(args[2]); i++)
            {
                await store.Audit.AppendAsync(
                    new AuditEvent { Type = AuditEventTypes.DiscoveryCall, Data = new Dictionary<string, string> { ["filler"] = new('x', 500) } }, CancellationToken.None);
                Console.WriteLine(i);
            }

            break;
        case "intend":
            Console.WriteLine(await store.Audit.IntendAsync(new AuditEvent { Type = AuditEventTypes.ModelCall }, CancellationToken.None));
            Environment.Exit(0);
            break;
        default:
            return 2;
    }

    return 0;
}
catch (AgentException exception)
{
    Console.WriteLine(exception.Code);
    await Console.Error.WriteLineAsync(exception.Message);
    return (int)exception.ExitCode;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
