namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>More than one record carries the external id; the answer lists them.</summary>
internal sealed class AmbiguousIdException(ApiResponse response) : Exception("The external id is ambiguous.")
{
    public ApiResponse Response { get; } = response;
}
