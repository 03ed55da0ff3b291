using System.Diagnostics;

namespace IntegrationAgent.Agent.Tests.Validation;

/// <summary>Measured in processor time and alone, so that a busy machine does not decide.</summary>
[Collection(nameof(ScriptCheckSpeedTests))]
[CollectionDefinition(nameof(ScriptCheckSpeedTests), DisableParallelization = true)]
public class ScriptCheckSpeedTests
{
    [Fact]
    public void Warm_check_costs_a_tenth_of_a_second_of_processor_time()
    {
        var source = Scripts.Validator.WithBindings(Scripts.Honest, Scripts.Schemas, TestContext.Current.CancellationToken);
        for (var i = 0; i < 40; i++)
            Assert.True(Scripts.CheckAsIs(source, Scripts.Allowed).Ok);
        using var process = Process.GetCurrentProcess();
        var costs = Enumerable.Range(0, 21).Select(_ => Cost(process, source)).Order().ToList();

        TestContext.Current.TestOutputHelper?.WriteLine($"p50 {costs[10].TotalMilliseconds:0} ms of processor time");
        Assert.True(costs[10] <= TimeSpan.FromMilliseconds(100), $"p50 was {costs[10].TotalMilliseconds:0} ms of processor time");
    }

    private static TimeSpan Cost(Process process, string source)
    {
        process.Refresh();
        var before = process.TotalProcessorTime;
        Scripts.CheckAsIs(source, Scripts.Allowed);
        process.Refresh();
        return process.TotalProcessorTime - before;
    }
}
