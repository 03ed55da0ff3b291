namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// Compiles and runs one example. The kit has no compiler: <c>ScriptExamples</c> of the package <c>IntegrationAgent.Driver.Conformance.Examples</c> has the one
/// that scripts get. Thread-safe.
/// </summary>
public interface IExampleRunner
{
    /// <summary>Runs the example against the connections. What is wrong with the example is in the answer; nothing but a cancellation is thrown.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    Task<ExampleOutcome> RunAsync(ExampleRequest request, CancellationToken cancellationToken);
}
