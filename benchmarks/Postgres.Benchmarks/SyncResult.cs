namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>One run of the whole way.</summary>
/// <param name="Elapsed">How long it took.</param>
/// <param name="State">How it ended.</param>
/// <param name="Created">How many records it created.</param>
/// <param name="AgentTime">The processor time of the agent, which is this process.</param>
/// <param name="Processes">Processor time and the most memory of each process.</param>
internal sealed record SyncResult(TimeSpan Elapsed, string State, long Created, TimeSpan AgentTime, IReadOnlyDictionary<string, (double Cpu, long Peak)> Processes)
{
    public void Print(int rows)
    {
        var sum = 0L;
        foreach (var (name, (cpu, peak)) in Processes.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            var own = name.StartsWith("agent", StringComparison.Ordinal);
            Console.WriteLine($"    {(own ? "agent" : name),-22} {(own ? AgentTime.TotalSeconds : cpu) * 1e6 / rows,8:N2} µs/record   PSS {peak / 1048576.0,6:N0} MB at most");
            sum += peak;
        }

        Console.WriteLine($"    all together           {(AgentTime.TotalSeconds + Processes.Where(item => !item.Key.StartsWith("agent", StringComparison.Ordinal)).Sum(item => item.Value.Cpu)) * 1e6 / rows,8:N2} µs/record   PSS {sum / 1048576.0,6:N0} MB at most (wanted: 300)");
    }
}
