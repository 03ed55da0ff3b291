using IntegrationAgent.Driver.Conformance.Tests.Reference;

namespace IntegrationAgent.Driver.Conformance.Tests;

/// <summary>Sabotaged examples, each of which the check must catch and name.</summary>
public sealed class ExampleChecksTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("examples-").FullName;

    /// <summary>What is wrong, what makes it so, and what the author must be told.</summary>
    private static readonly (string Sabotage, Func<string, ReferenceExamples> Make, string Told)[] Table =
    [
        ("nothing that runs them", _ => ReferenceExamples.Good with { Runner = null }, "override ExampleRunner"),
        ("nothing is said of them, and nothing runs them", _ => ReferenceExamples.Good with { Runner = null, Described = [] }, "does not say what examples/read-filter.cs does"),
        ("no example", folder => ReferenceExamples.In(folder) with { Described = [] }, "no example that can be run"),
        ("one of them is not described", _ => ReferenceExamples.Good with { Described = [ReferenceExamples.Upserting("bug")] }, "does not say what examples/read-filter.cs does"),
        ("one of them is not there", folder => ReferenceExamples.In(folder, ("upsert-by-key.cs", ReferenceExamples.Write)), "there is no examples/read-filter.cs"),
        ("another id", folder => Changed(folder, "// id: upsert-by-key", "// id: upsert"), "is not '// id: upsert-by-key'"),
        ("a property that bindings do not have", folder => Changed(folder, "one.Title", "one.Headline"), "has no field 'Headline'"),
        ("a class that bindings do not have", folder => Changed(folder, "new TicketRow", "new TicketUpsert"), "TicketUpsert"),
        ("what no script may do", folder => Changed(folder, "one.Title,", "System.IO.File.ReadAllText(one.Title),"), "E-POL-"),
        ("another effect than is stated", folder => Changed(folder, "UpsertAsync", "UpdateAsync"), "does by its text is: read warehouse.cases; update reference.tickets by id"),
        ("values that the system refuses", folder => ReferenceExamples.In(folder, ("upsert-by-key.cs", ReferenceExamples.Write)) with { Described = [ReferenceExamples.Upserting("nonsense")] }, "were refused"),
        ("a filter that nothing passes", folder => Changed(folder, "Query<Cases>()", "Query<Cases>().Where(one => one.Title == \"nobody wrote this\")"), "wrote no record"),
        ("a runner that runs nothing", folder => ReferenceExamples.In(folder, ("upsert-by-key.cs", ReferenceExamples.Write)) with { Described = [ReferenceExamples.Upserting("bug")], Runner = new Idle() }, "was seen to do"),
    ];

    public static TheoryData<string> Sabotages => [.. Table.Select(row => row.Sabotage)];

    [Theory]
    [MemberData(nameof(Sabotages))]
    public async Task Sabotaged_examples_are_caught(string sabotage)
    {
        var (_, make, told) = Table.Single(row => row.Sabotage == sabotage);

        var result = await RunAsync(make(folder));

        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.Equal(ConformanceStatus.Failed, result.Status);
        Assert.Contains(told, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Good_examples_pass_and_each_is_looked_at()
    {
        var result = await RunAsync(ReferenceExamples.Good);

        Assert.True(result.Status == ConformanceStatus.Passed, result.ToString());
        Assert.True(result.Observations > 10, result.ToString());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ReferenceExamples Changed(string folder, string before, string after)
    {
        Assert.Contains(before, ReferenceExamples.Write, StringComparison.Ordinal);
        return ReferenceExamples.In(folder, ("upsert-by-key.cs", ReferenceExamples.Write.Replace(before, after, StringComparison.Ordinal))) with { Described = [ReferenceExamples.Upserting("bug", "task")] };
    }

    private static Task<ConformanceResult> RunAsync(ReferenceExamples package) =>
        ConformanceRunner.RunAsync(new ReferenceAdapter { Package = package }, ConformanceChecks.Get("examples-run"), new ConformanceOptions { Deadline = TimeSpan.FromSeconds(60) }, TestContext.Current.CancellationToken);

    /// <summary>Says that all is well, and has done nothing.</summary>
    private sealed class Idle : IExampleRunner
    {
        public Task<ExampleOutcome> RunAsync(ExampleRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new ExampleOutcome { Effects = ["read warehouse.cases", "upsert reference.tickets by id"] });
    }
}
