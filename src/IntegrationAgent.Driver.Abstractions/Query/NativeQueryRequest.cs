namespace IntegrationAgent.Driver;

/// <summary>A read-only query in the system's own language.</summary>
public sealed class NativeQueryRequest
{
    /// <summary>The text of the query.</summary>
    public required string Text { get; init; }

    /// <summary>Values for the parameters in the text, by name. Never concatenate values into the text.</summary>
    public IReadOnlyDictionary<string, RecordValue> Parameters { get; init; } = new Dictionary<string, RecordValue>();

    /// <summary>Stop after this many records; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Continue after a page: its <see cref="RecordPage.Cursor"/>.</summary>
    public string? Cursor { get; init; }
}
