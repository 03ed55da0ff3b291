using System.Globalization;
using IntegrationAgent.Jail;
using IntegrationAgent.Jail.Probe;

// probe <case> <mark> [argument]: enters the jail, says so, waits for one line, then tries what the case is named after.
// With the argument abi=N it makes do with what an older kernel would offer.
var machine = JailMachine.This();
if (args is [_, _, ['a', 'b', 'i', '=', .. var abi]])
    machine = machine with { LandlockAbi = int.Parse(abi, CultureInfo.InvariantCulture) };
var report = SelfJail.Enter(args, policy: null, machine);
Console.WriteLine($"READY {report.Level} {report.LandlockAbi} {report.Checks.Count}");
if (await Console.In.ReadLineAsync() is null)
    return 0;
string outcome;
try
{
    outcome = Cases.Named(args[0])(args.Length > 2 ? args[2] : "");
}
catch (Exception exception)
{
    outcome = Outcome.Of(exception);
}

Console.WriteLine(outcome);
return 0;
