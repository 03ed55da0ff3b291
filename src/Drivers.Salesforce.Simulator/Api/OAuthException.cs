namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

internal sealed class OAuthException(string error, string description, int status = 400) : Exception(description)
{
    public string Error { get; } = error;

    public int Status { get; } = status;
}
