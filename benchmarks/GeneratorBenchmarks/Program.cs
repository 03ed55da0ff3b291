using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using IntegrationAgent.GeneratorBenchmarks;

// dotnet run -c Release --project benchmarks/GeneratorBenchmarks              all, by BenchmarkDotNet
// dotnet run -c Release --project benchmarks/GeneratorBenchmarks -- quick     the least time of many runs, also on a busy machine
if (args is ["quick"])
{
    foreach (var name in new[] { "IntegrationAgent", "Refit", "System.Text.Json" })
    {
        var subject = GeneratorUnderTest.Create(name, 100);
        var again = subject.StepsRunAgain();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-18} unrelated edit {Least(() => subject.RunAfterEdit()),7:0.00} ms, steps with a new result: {(again.Count == 0 ? "none" : string.Join(", ", again))}; full run {Least(() => subject.RunAll()),7:0.00} ms"));
    }

    await AnalyzerCost.Print();
    return;
}

// In process: the generators are loaded from where the SDK and the packages have them, which a project of its own would not find.
BenchmarkRunner.Run<GeneratorRuns>(
    DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(10)),
    args);

static double Least(Action run)
{
    var least = double.MaxValue;
    for (var i = 0; i < 300; i++)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    return least;
}
