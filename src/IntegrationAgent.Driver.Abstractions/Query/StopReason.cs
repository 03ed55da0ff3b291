namespace IntegrationAgent.Driver;

/// <summary>Why a stream of pages ended.</summary>
public enum StopReason
{
    /// <summary>There is no more.</summary>
    Exhausted = 0,

    /// <summary>The request's limit was reached.</summary>
    Limit = 1,

    /// <summary>The request's budget of calls was used up; the page's cursor continues.</summary>
    Budget = 2,
}
