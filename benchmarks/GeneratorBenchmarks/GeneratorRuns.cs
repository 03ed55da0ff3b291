using BenchmarkDotNet.Attributes;

namespace IntegrationAgent.GeneratorBenchmarks;

/// <summary>Our generator beside two that everybody has, each with a hundred of the same.</summary>
[MemoryDiagnoser]
public class GeneratorRuns
{
    private GeneratorUnderTest subject = null!;

    /// <summary>Whose generator.</summary>
    [Params("IntegrationAgent", "Refit", "System.Text.Json")]
    public string Generator { get; set; } = "";

    /// <summary>Makes the project and runs the generator once.</summary>
    [GlobalSetup]
    public void Setup() => subject = GeneratorUnderTest.Create(Generator, 100);

    /// <summary>A keystroke in an unrelated file.</summary>
    [Benchmark]
    public int UnrelatedEdit() => subject.RunAfterEdit();

    /// <summary>Everything from nothing.</summary>
    [Benchmark]
    public int FullRun() => subject.RunAll();
}
