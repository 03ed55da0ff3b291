namespace IntegrationAgent.Driver.Conformance.Faults;

/// <summary>One HTTP request as it passed the kit, and what came back.</summary>
internal sealed class HttpCall
{
    public required int Index { get; init; }

    public required HttpMethod Method { get; init; }

    public required Uri Uri { get; init; }

    /// <summary>All request headers, one text.</summary>
    public required string RequestHeaders { get; init; }

    public required string? Authorization { get; init; }

    public required string? RequestBody { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public int Status { get; set; }

    public Dictionary<string, string> ResponseHeaders { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What of the body has been read so far, up to a bound.</summary>
    public byte[] ResponseBody { get; set; } = [];

    /// <summary>How many bytes of the body the driver has read.</summary>
    public long BytesRead { get; set; }

    /// <summary>True when the kit answered in the system's place, or spoiled the answer.</summary>
    public bool Faulted { get; set; }
}
