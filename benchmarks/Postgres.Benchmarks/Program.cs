using System.Globalization;
using IntegrationAgent.Benchmarks.Postgres;

switch (args)
{
    case ["databases", ..]:
        return await DatabaseBenchmark.RunAsync(Number("--rows", 100_000), Number("--repetitions", 3), Text("--sandbox", "auto"), durable: !args.Contains("--not-durable"));
    case ["org", ..]:
        return await OrgBenchmark.RunAsync(Number("--leads", 100_000), Number("--repetitions", 1), Text("--sandbox", "auto"), durable: !args.Contains("--not-durable"));
    case ["driver", ..]:
        return await DriverBenchmark.RunAsync(Number("--rows", 500_000), durable: !args.Contains("--not-durable"));
    case ["scale", ..]:
        return await ScaleBenchmark.RunAsync([.. Text("--sizes", "10000,100000,1000000,5000000").Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))], Text("--sandbox", "auto"), durable: !args.Contains("--not-durable"));
    case ["resume", ..]:
        return await ResumeBenchmark.RunAsync(Number("--rows", 1_000_000), Text("--sandbox", "auto"), durable: !args.Contains("--not-durable"));
    case ["alone", var address, var port]:
        return await InProcess.RunAloneAsync(address, int.Parse(port, CultureInfo.InvariantCulture));
    case ["serve", ..]:
        return await OrgProcess.ServeAsync(Number("--leads", 100_000));
    default:
        Console.Error.WriteLine("usage: databases [--rows N] | org [--leads N] | driver [--rows N] | scale [--sizes N,N,…] | resume [--rows N]   (each: [--repetitions N] [--sandbox auto|jail|bubblewrap] [--not-durable])");
        return 2;
}

int Number(string name, int other) => int.Parse(Text(name, other.ToString(CultureInfo.InvariantCulture)), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

string Text(string name, string other) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : other;
