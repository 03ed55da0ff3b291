namespace IntegrationAgent.Driver.Authoring;

/// <summary>Ends a loop over pages that would never end: a system that gives the same cursor twice, or no new one. Not thread-safe.</summary>
public sealed class CursorGuard
{
    private readonly HashSet<ulong> seen = [];

    /// <summary>Takes the cursor of the next page.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.IncompleteResult"/> when it was there before.</exception>
    public void Follow(string cursor)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        if (!seen.Add(Hash(cursor)))
        {
            throw new DriverException(DriverErrorCode.IncompleteResult, "The system gave the same page twice, so the result cannot be completed. Read it again.")
            {
                Retry = RetryAdvice.After,
            };
        }
    }

    /// <summary>FNV-1a over 64 bits: 8 bytes for each page, whatever its cursor is.</summary>
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in text)
            hash = (hash ^ letter) * 1099511628211UL;
        return hash;
    }
}
