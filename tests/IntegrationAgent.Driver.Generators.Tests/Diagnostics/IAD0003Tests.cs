using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0003Tests
{
    [Fact]
    public void Driver_without_summary_is_reported()
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With().Replace("/// <summary>Tickets of a helpdesk.</summary>", "", StringComparison.Ordinal));

        Assert.Contains("'HelpdeskDriver' has no summary", outcome.AssertOnly("IAD0003").GetMessage(null), StringComparison.Ordinal);
        Assert.NotNull(outcome.ManifestText);
    }

    [Fact]
    public void Operation_without_summary_is_reported()
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With(operations: """
            [DriverOperation("close_ticket")]
            public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;
            """));

        Assert.Contains("\"close_ticket\" has no summary", outcome.AssertOnly("IAD0003").GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameter_without_documentation_is_told_the_line_to_write()
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With(operations: """
            /// <summary>Closes.</summary>
            [DriverOperation("close_ticket")]
            public Task CloseAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;
            """));

        Assert.Contains("/// <param name=\"id\">", outcome.AssertOnly("IAD0003").GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Property_of_a_request_without_documentation_is_reported()
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With(
            operations: """
            /// <summary>Closes.</summary>
            [DriverOperation("close_ticket")]
            public Task CloseAsync(CloseRequest request, CancellationToken cancellationToken) => Task.CompletedTask;
            """,
            types: "public sealed class CloseRequest { public required string Id { get; init; } }"));

        Assert.Contains("The property 'Id' of 'CloseRequest'", outcome.AssertOnly("IAD0003").GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Documented_operation_is_fine() => Assert.Empty(GeneratorHarness.Run(SampleDriver.With(operations: OperationTests.Close)).Diagnostics);
}
