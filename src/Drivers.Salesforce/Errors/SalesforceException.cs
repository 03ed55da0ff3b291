using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>An error that Salesforce reported, with its own code.</summary>
public sealed class SalesforceException : DriverException
{
    /// <summary>Makes an error.</summary>
    public SalesforceException(DriverErrorCode code, string message, Exception? innerException = null)
        : base(code, message, innerException)
    {
    }

    /// <summary>Salesforce's own code, for example <c>INVALID_FIELD</c>; empty where the answer had none.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>The HTTP status; 0 where there was none.</summary>
    public int StatusCode { get; init; }

    /// <summary>The fields that Salesforce names.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}
