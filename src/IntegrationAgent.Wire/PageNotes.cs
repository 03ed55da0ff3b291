using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire;

/// <summary>What a page says besides its records.</summary>
public sealed class PageNotes
{
    /// <summary>Why the stream ends with the page; null where it goes on.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>Continues the stream after the page.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many records the system says there are in all.</summary>
    public long? TotalCount { get; init; }
}
