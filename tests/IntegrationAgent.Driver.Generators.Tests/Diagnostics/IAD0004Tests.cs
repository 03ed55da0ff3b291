using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0004Tests
{
    [Theory]
    [InlineData("public Task RunAsync()", "write 'RunAsync(…, CancellationToken cancellationToken)'")]
    [InlineData("public Task RunAsync(CancellationToken cancellationToken, int last)", "does not end with its one CancellationToken")]
    [InlineData("internal Task RunAsync(CancellationToken cancellationToken)", "not a public instance method")]
    [InlineData("public static Task RunAsync(CancellationToken cancellationToken)", "not a public instance method")]
    [InlineData("public Task RunAsync<T>(CancellationToken cancellationToken)", "without type parameters")]
    [InlineData("public int RunAsync(CancellationToken cancellationToken)", "write 'Task' or 'Task<TResult>'")]
    [InlineData("public Task RunAsync(in int value, CancellationToken cancellationToken)", "passed by reference")]
    [InlineData("public Task RunAsync(DateTime value, CancellationToken cancellationToken)", "write DateTimeOffset for a moment")]
    [InlineData("public Task RunAsync(object value, CancellationToken cancellationToken)", "write JsonElement")]
    [InlineData("public Task RunAsync(TimeSpan value, CancellationToken cancellationToken)", "number of seconds")]
    [InlineData("public Task RunAsync(Func<int> value, CancellationToken cancellationToken)", "no fixed form in JSON")]
    [InlineData("public Task<System.IO.Stream> RunAsync(CancellationToken cancellationToken)", "'result' is of type 'Stream'")]
    [InlineData("public Task RunAsync(IReadOnlyList<DateTime> value, CancellationToken cancellationToken)", "'value[]'")]
    [InlineData("public Task RunAsync(Loop value, CancellationToken cancellationToken)", "holds itself")]
    [InlineData("public Task RunAsync(Sealed value, CancellationToken cancellationToken)", "cannot be made from its properties")]
    [InlineData("public Task RunAsync(Options value, CancellationToken cancellationToken)", "set of flags")]
    public void Operation_that_cannot_be_dispatched_is_told_what_to_write(string signature, string message)
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With(
            operations: $$"""
            /// <summary>Runs.</summary>
            /// <param name="value">It.</param>
            /// <param name="last">It.</param>
            [DriverOperation("run")]
            {{signature}} => throw new NotSupportedException();
            """,
            types: """
            public sealed class Loop { public Loop? Inner { get; init; } }
            public sealed class Sealed { public Sealed(int other) { } }
            [Flags] public enum Options { None = 0, One = 1 }
            """));

        Assert.Contains(message, outcome.AssertOnly("IAD0004").GetMessage(null), StringComparison.Ordinal);
        Assert.Equal(0, outcome.Manifest.GetProperty("operations").GetArrayLength());
    }

    [Fact]
    public void Client_that_is_not_partial_is_told_so()
    {
        var source = SampleDriver.With(operations: OperationTests.Close).Replace("sealed partial class", "sealed class", StringComparison.Ordinal);

        Assert.EndsWith("write 'partial class HelpdeskClient'", GeneratorHarness.Run(source).AssertOnly("IAD0004").GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Operation_outside_the_client_is_told_where_to_go()
    {
        var source = SampleDriver.With(types: $$"""
            public partial class Elsewhere
            {
            {{OperationTests.Close}}
            }
            """);

        Assert.Contains("calls reach 'Acme.HelpdeskClient' only", GeneratorHarness.Run(source).AssertOnly("IAD0004").GetMessage(null), StringComparison.Ordinal);
    }
}
