namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>The checks cannot begin: something that they look at is missing. Never a pass.</summary>
internal sealed class ConformanceSetupException(string message, Exception? inner = null) : Exception(message, inner);
