namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>One run of the whole way.</summary>
/// <param name="Elapsed">How long it took, from the start of the program to its end.</param>
/// <param name="Before">How much of that went by before the run began: the start of the program, the check of the script, and the start of the drivers.</param>
/// <param name="State">How it ended.</param>
/// <param name="Created">How many records it created.</param>
/// <param name="Unchanged">How many were there already as they should be.</param>
/// <param name="Peak">The most memory (PSS) that all processes had at one moment.</param>
/// <param name="Processes">Processor seconds of each kind of process, and its memory at that moment.</param>
internal sealed record SyncResult(TimeSpan Elapsed, TimeSpan Before, string State, long Created, long Unchanged, long Peak, IReadOnlyList<(string Name, double Cpu, long Memory)> Processes)
{
    public const int WantedMegabytes = 300;

    public double Megabytes => Peak / 1048576.0;

    public void Print(int rows)
    {
        foreach (var (name, cpu, memory) in Processes)
            Console.WriteLine($"    {name,-22} {cpu * 1e6 / rows,8:N2} µs/record   PSS {memory / 1048576.0,6:N0} MB");
        Console.WriteLine($"    {"all together",-22} {Processes.Sum(process => process.Cpu) * 1e6 / rows,8:N2} µs/record   PSS {Megabytes,6:N0} MB at most (wanted: {WantedMegabytes})   {Elapsed.TotalSeconds:N1} s, the first {Before.TotalSeconds:N1} s of them before the run, {Processes.Sum(process => process.Cpu):N1} s of processor");
    }
}
