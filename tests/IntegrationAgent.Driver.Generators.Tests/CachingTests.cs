using IntegrationAgent.Driver.Generators.Tests.Harness;
using IntegrationAgent.Driver.Generators.Tests.Sabotage;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Tests;

public class CachingTests
{
    private const string Operation = """
        /// <summary>Closes a ticket.</summary>
        /// <param name="id">The ticket.</param>
        [DriverOperation("close_ticket", Effect = OperationEffect.Write)]
        public Task CloseAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;
        """;

    [Fact]
    public void Every_tracked_step_runs_for_a_driver_with_operations()
    {
        var driver = GeneratorHarness.Start(new DriverGenerator(), GeneratorHarness.Compile(SampleDriver.With(operations: Operation)));

        var steps = driver.GetRunResult().Results.Single().TrackedSteps;

        Assert.All(TrackingNames.All, name => Assert.Contains(name, steps.Keys));
    }

    [Fact]
    public void Unrelated_edit_finds_every_step_cached()
    {
        var compilation = GeneratorHarness.Compile(SampleDriver.With(operations: Operation));
        var driver = GeneratorHarness.Start(new DriverGenerator(), compilation);

        CachingGuard.AssertCached(driver, GeneratorHarness.Edit(compilation), TrackingNames.All);
    }

    [Theory]
    [InlineData("Closes a ticket.", "Closes a ticket for good.")]
    [InlineData("\"Helpdesk\"", "\"Helpdesk 2\"")]
    [InlineData("string id", "int id")]
    public void Real_edit_writes_the_manifest_anew(string before, string after)
    {
        var source = SampleDriver.With(operations: Operation);
        var compilation = GeneratorHarness.Compile(source);
        var driver = GeneratorHarness.Start(new DriverGenerator(), compilation);
        var old = GeneratorOutcome.From(driver, compilation).ManifestText;

        var edited = GeneratorHarness.Compile(source.Replace(before, after, StringComparison.Ordinal));
        driver = driver.RunGenerators(edited, TestContext.Current.CancellationToken);

        Assert.NotEqual(old, GeneratorOutcome.From(driver, edited).ManifestText);
        Assert.Equal(IncrementalStepRunReason.Modified, Reason(driver, TrackingNames.Manifest));
    }

    [Fact]
    public void Moved_lines_write_nothing_anew()
    {
        var source = SampleDriver.With(operations: Operation);
        var compilation = GeneratorHarness.Compile(source);
        var driver = GeneratorHarness.Start(new DriverGenerator(), compilation);

        driver = driver.RunGenerators(GeneratorHarness.Compile("// moved\n" + source), TestContext.Current.CancellationToken);

        Assert.All([TrackingNames.DriverModel, TrackingNames.OperationModels], name => Assert.Equal(IncrementalStepRunReason.Unchanged, Reason(driver, name)));
        Assert.Equal(IncrementalStepRunReason.Cached, Reason(driver, TrackingNames.Manifest));
    }

    [Fact]
    public void Guard_finds_a_generator_whose_model_holds_a_symbol()
    {
        var compilation = GeneratorHarness.Compile(SampleDriver.With());
        var driver = GeneratorHarness.Start(new SymbolHoldingGenerator(), compilation);

        var failures = CachingGuard.Failures(driver, GeneratorHarness.Edit(compilation), [SymbolHoldingGenerator.Step]);

        Assert.Contains($"The step '{SymbolHoldingGenerator.Step}' was Modified after an unrelated edit.", failures);
    }

    [Fact]
    public void Guard_finds_a_generator_whose_model_is_a_plain_list()
    {
        var compilation = GeneratorHarness.Compile(SampleDriver.With());
        var driver = GeneratorHarness.Start(new ListHoldingGenerator(), compilation);

        Assert.NotEmpty(CachingGuard.Failures(driver, GeneratorHarness.Edit(compilation), [ListHoldingGenerator.Step]));
    }

    [Fact]
    public void Guard_does_not_pass_when_it_observed_no_step()
    {
        var compilation = GeneratorHarness.Compile(SampleDriver.With());
        var driver = GeneratorHarness.Start(new DriverGenerator(), compilation);

        Assert.Contains("None of the named steps ran, so nothing was observed.", CachingGuard.Failures(driver, GeneratorHarness.Edit(compilation), ["NoSuchStep"]));
    }

    private static IncrementalStepRunReason Reason(GeneratorDriver driver, string step) =>
        driver.GetRunResult().Results.Single().TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason).Distinct().Single();
}
