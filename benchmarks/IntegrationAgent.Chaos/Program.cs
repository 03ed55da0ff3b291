using System.Globalization;
using IntegrationAgent.Chaos;

if (args.Contains("--help") || args.Contains("-h") || args.Length == 0)
{
    Console.WriteLine("""
        usage: --seeds N [--from S]   N random schedules, of the seeds from S (1 by default)
               --seed S               the schedule of one seed again
               --once                 each kind of fault once
               --kind A,B [--seeds N]  only these kinds; their names: --list
        each:  [--rows N] records in the source (6,000)   [--lanes N] schedules at a time (2)   [--verbose]
        The exit status is 0 only when nothing was lost, duplicated or stuck.
        """);
    return args.Length == 0 ? 2 : 0;
}

if (args.Contains("--list"))
{
    foreach (var kind in FaultKinds.All)
        Console.WriteLine($"{kind.Name,-32} {string.Join(' ', kind.Faults),-12} {kind.How}");
    return 0;
}

var worlds = Campaign.Worlds;
var named = Text("--kind");
IReadOnlyList<FaultKind> kinds = named is null ? FaultKinds.All : [.. FaultKinds.All.Where(kind => named.Split(',').Contains(kind.Name))];
if (kinds.Count < (named?.Split(',').Length ?? 1))
{
    Console.Error.WriteLine($"There is no fault '{named}'. See --list.");
    return 2;
}

if (worlds.Count < 3)
    Console.WriteLine("No PostgreSQL on this machine: only the world of an org and a file is run. Install it: apt-get install postgresql.");
IEnumerable<Schedule> schedules;
if (Text("--seed") is { } one)
    schedules = [Schedule.Of(int.Parse(one, CultureInfo.InvariantCulture), kinds, worlds)];
else if (args.Contains("--once"))
    schedules = Schedule.OnceEach(kinds, worlds);
else
    schedules = Enumerable.Range(Number("--from", 1), Number("--seeds", 500)).Select(seed => Schedule.Of(seed, kinds, worlds));

using var stopped = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopped.Cancel();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    stopped.Cancel();
});
var verbose = args.Contains("--verbose") || args.Contains("--seed");
var gate = new Lock();
var outcomes = new List<Outcome>();
try
{
    await new Campaign(Number("--rows", 6_000), Number("--lanes", 2), outcome =>
    {
        lock (gate)
        {
            outcomes.Add(outcome);
            if (verbose || !outcome.Verdict.IsWhole)
                Console.WriteLine(Report.Describe(outcome));
        }
    }).RunAsync(schedules, stopped.Token);
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped; what was done until now:");
}

Report.Print(outcomes, Console.Out);
return outcomes.Count > 0 && outcomes.All(outcome => outcome.Verdict.IsWhole) && !stopped.IsCancellationRequested ? 0 : 1;

int Number(string name, int other) => int.Parse(Text(name) ?? other.ToString(CultureInfo.InvariantCulture), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
