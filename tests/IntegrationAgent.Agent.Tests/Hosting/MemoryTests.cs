namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>
/// Memory does not follow the number of records. The margin is wider than the fifth that is asked of optimised programs at 200,000 leads, which the
/// benchmark holds: these are debug builds, and other tests run beside them.
/// </summary>
public class MemoryTests
{
    private const int Few = 2_000;
    private const int Many = 60_000;
    private const double Margin = 1.35;

    [Fact]
    public async Task Many_more_records_take_no_more_memory_in_any_process()
    {
        var few = await PeaksAsync(Few);
        var many = await PeaksAsync(Many);

        Assert.Equal(AgentProcess.Kinds.Order(), few.Keys.Order());
        foreach (var (kind, before) in few)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {before >> 10} → {many[kind] >> 10} KB");
            Assert.True(before > 1 << 20, $"{kind} was not measured");
            Assert.True(many[kind] <= before * Margin, $"{kind} took {before >> 10} KB for {Few} leads and {many[kind] >> 10} KB for {Many}");
        }
    }

    private static async Task<Dictionary<string, long>> PeaksAsync(int leads)
    {
        await using var sync = await LeadSync.StartAsync(leads);
        await sync.WriteScriptAsync(LeadSync.Body.Replace(".Where(lead => lead.CreatedDate >= job.Now.AddDays(-30))", "", StringComparison.Ordinal));
        await sync.ApproveAsync();
        await sync.Host.DisposeAsync();
        using var run = AgentProcess.Start(sync.Folder, fault: null, "run", LeadSync.Name);
        var peaks = new Dictionary<string, long>(StringComparer.Ordinal);
        while (!run.HasExited)
        {
            run.AddMemory(peaks);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        var (exitCode, output, error) = await run.EndAsync();
        Assert.True(exitCode == 0, output + error);
        Assert.Equal(leads, sync.Count("select count(*) from leads"));
        await sync.OpenAsync();
        return peaks;
    }
}
