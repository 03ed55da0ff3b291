using IntegrationAgent.Drivers.Salesforce.Simulator.Api;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>A refused query: the code, the message, and the place it points at (-1 for the whole query).</summary>
internal sealed class SoqlException(string code, string message, int position = -1) : Exception(message)
{
    public const string MalformedQuery = "MALFORMED_QUERY";
    public const string InvalidField = "INVALID_FIELD";
    public const string InvalidType = "INVALID_TYPE";

    private const int WindowBefore = 50;
    private const int WindowAfter = 50;

    public string Code { get; } = code;

    public int Position { get; } = position;

    /// <summary>The error with the window of the query, the caret, and the row and column, as the API prints it.</summary>
    public ApiError ToApiError(string query)
    {
        if (Position < 0) return new ApiError(400, Code, Message);
        var at = Math.Min(Position, query.Length);
        var lineStart = at == 0 ? 0 : query.LastIndexOf('\n', at - 1) + 1;
        var lineEnd = query.IndexOf('\n', at);
        if (lineEnd < 0) lineEnd = query.Length;
        var row = 1 + query.AsSpan(0, lineStart).Count('\n');
        var column = at - lineStart + 1;
        var from = Math.Max(lineStart, at - WindowBefore);
        var to = Math.Min(lineEnd, at + WindowAfter);
        var window = query[from..to].Replace('\t', ' ').TrimEnd('\r');
        return new ApiError(400, Code, $"\n{window}\n{new string(' ', at - from)}^\nERROR at Row:{row}:Column:{column}\n{Message}");
    }
}
