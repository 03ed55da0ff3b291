namespace IntegrationAgent.Driver.Conformance.Records;

/// <summary>What came out of one stream.</summary>
internal sealed class QueryRead
{
    public List<ConformanceRow> Rows { get; } = [];

    /// <summary>The cursor of each page, in order.</summary>
    public List<string?> Cursors { get; } = [];

    /// <summary>How many records had come when each page ended.</summary>
    public List<int> Counts { get; } = [];

    public RecordSchema? Schema { get; set; }

    public StopReason? Stop { get; set; }

    public long? Total { get; set; }

    /// <summary>What ended the stream instead of a stop reason; null for nothing.</summary>
    public DriverException? Error { get; set; }

    /// <summary>How many HTTP calls had been made when the first page came.</summary>
    public int CallsAtFirstPage { get; set; }
}
