using System.Globalization;
using IntegrationAgent.Benchmarks;

if (args is ["wire", ..])
    return await WireBenchmark.RunAsync(Number(args, "--records", 5_000_000), Text(args, "--sandbox", "jail"));
if (args is ["flow", ..])
    return await FlowBenchmark.RunAsync(Number(args, "--leads", 5_000), Text(args, "--sandbox", "auto"));
if (args is ["memory", ..])
    return await FlowBenchmark.CompareMemoryAsync(5_000, Number(args, "--leads", 200_000), Text(args, "--sandbox", "auto"));

if (args is ["sandbox", ..])
    return await SandboxBenchmark.RunAsync(Number(args, "--starts", 30));
if (args is ["org", ..])
    return await OrgProcess.ServeAsync(Number(args, "--leads", 5_000));

Console.Error.WriteLine("usage: wire [--records N] | flow [--leads N] | memory [--leads N] | sandbox [--starts N]   (the first three: [--sandbox auto|jail|bubblewrap])");
return 2;

static int Number(string[] args, string name, int other) => int.Parse(Text(args, name, other.ToString(CultureInfo.InvariantCulture)), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

static string Text(string[] args, string name, string other) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : other;
