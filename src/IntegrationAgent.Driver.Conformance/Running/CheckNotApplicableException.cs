namespace IntegrationAgent.Driver.Conformance;

/// <summary>Ends a check: the manifest does not declare what it is about.</summary>
internal sealed class CheckNotApplicableException(string reason) : Exception(reason);
