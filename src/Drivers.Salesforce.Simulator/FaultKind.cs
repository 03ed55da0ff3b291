namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>What goes wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>401: the session has expired. The token is not touched.</summary>
    SessionExpired = 0,

    /// <summary>403: the daily allowance of calls is used up.</summary>
    DailyLimit = 1,

    /// <summary>403: too many long calls at once.</summary>
    ConcurrentLimit = 2,

    /// <summary>500 with an HTML page.</summary>
    ServerErrorHtml = 3,

    /// <summary>503 with an HTML page.</summary>
    UnavailableHtml = 4,

    /// <summary>420, as the edge answers while it sets things up.</summary>
    EdgeSettingUp = 5,

    /// <summary>429 without a Retry-After.</summary>
    TooManyRequests = 6,

    /// <summary>No answer until the caller gives up.</summary>
    Hang = 7,

    /// <summary>The answer is cut in its middle and the connection closed.</summary>
    CutBody = 8,

    /// <summary>The connection is closed without an answer, after the work was done.</summary>
    LostAnswer = 9,

    /// <summary>The connection is closed without an answer, before any work.</summary>
    ConnectionReset = 10,

    /// <summary>400: the records are locked; inside collections, each record says so.</summary>
    RowLock = 11,

    /// <summary>400: the query ran too long.</summary>
    QueryTimeout = 12,

    /// <summary>400: the locator of the next page is no longer known.</summary>
    ExpiredLocator = 13,

    /// <summary>The answer comes late, by <see cref="SimulatorFault.Delay"/>.</summary>
    Slow = 14,

    /// <summary>The answer comes in sixteen pieces, spread over <see cref="SimulatorFault.Delay"/>.</summary>
    DripBody = 15,
}
