using System.Globalization;
using IntegrationAgent.Benchmarks.Salesforce;

switch (args)
{
    case ["compare", ..]:
        return await PeerBenchmark.RunAsync(
            Number("--records", 200_000), Number("--writes", 40_000), Array.IndexOf(args, "--warmup") < 0 ? null : Number("--warmup", 0), Number("--repetitions", 5), Number("--few", 50_000), Number("--many", 1_000_000), Text("--only", ""));
    case ["serving", ..]:
        return await ServingBenchmark.RunAsync(Number("--records", 200_000), Number("--repetitions", 5));

    case ["store", ..]:
        return await StoreBenchmark.RunAsync(Number("--records", 1_000_000));

    // What the three above start as processes of their own.
    case ["serve", ..]:
        return await ServerProcess.ServeAsync(Number("--leads", 5_000), Text("--store", ""));
    case ["driver", var address, var work, ..]:
        try
        {
            return await DriverClient.RunAsync(new Uri(address), work, Number("--records", 0), Number("--warmup", 0));
        }
        catch (Exception exception) when (exception is NotSupportedException or IntegrationAgent.Driver.DriverException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }

    default:
        Console.Error.WriteLine(
            """
            usage: compare [--records N] [--writes N] [--warmup N] [--repetitions N] [--few N] [--many N] [--only rest|bulk|upsert|ingest|memory]
                   serving [--records N] [--repetitions N]
                   store   [--records N]
            """);
        return 2;
}

int Number(string name, int other) => int.Parse(Text(name, other.ToString(CultureInfo.InvariantCulture)), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

string Text(string name, string other) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : other;
