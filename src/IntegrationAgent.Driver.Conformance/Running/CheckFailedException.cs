namespace IntegrationAgent.Driver.Conformance;

/// <summary>Ends a check: the driver is wrong, or a prerequisite is missing. The message says what to do.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);
