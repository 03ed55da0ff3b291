namespace IntegrationAgent.Driver.Conformance;

/// <summary>One HTTP request and its answer, without secrets and record values. See <see cref="RecordedCall"/>.</summary>
public sealed class RecordedExchange
{
    /// <summary>The method: <c>GET</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query, scrubbed: <c>/tickets?limit=20&amp;cursor=c20</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The path with its variable parts as <c>{}</c>: numbers, identifiers, values of the query. For grouping and for matching when the exact path differs.</summary>
    public required string PathTemplate { get; init; }

    /// <summary>The shape of the request's body, as <see cref="JsonShape"/> writes it; empty where there is none.</summary>
    public string RequestShape { get; init; } = "";

    /// <summary>The status of the answer; 0 where none came.</summary>
    public required int Status { get; init; }

    /// <summary>The headers of the answer that drivers read: content type, location, link, retry and rate-limit headers. Names in lower case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The answer's body, scrubbed; null where it is longer than <see cref="ExchangeFile.MaxBody"/> or no text.</summary>
    public string? Body { get; init; }

    /// <summary>The shape of the answer's body, as <see cref="JsonShape"/> writes it.</summary>
    public string BodyShape { get; init; } = "";
}
