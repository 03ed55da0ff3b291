namespace IntegrationAgent.Driver;

/// <summary>How much an event in a driver's log matters.</summary>
public enum DriverLogLevel
{
    /// <summary>For developers: each call, each wait.</summary>
    Debug = 0,

    /// <summary>Something worth knowing in production.</summary>
    Information = 1,

    /// <summary>Something was wrong and was handled.</summary>
    Warning = 2,

    /// <summary>An operation failed.</summary>
    Error = 3,
}
