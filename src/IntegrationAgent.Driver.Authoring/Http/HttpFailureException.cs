namespace IntegrationAgent.Driver.Authoring;

/// <summary>Carries a failure from the innermost handler to the one that decides. Never leaves the pipeline.</summary>
internal sealed class HttpFailureException(HttpFailure failure) : Exception(failure.Error.Message, failure.Error)
{
    internal HttpFailure Failure { get; } = failure;
}
