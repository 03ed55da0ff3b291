using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>One request, whether it came over HTTP or inside a composite one.</summary>
internal sealed class ApiRequest
{
    public required string Method { get; init; }

    /// <summary>The path's segments, decoded, without empty ones.</summary>
    public required IReadOnlyList<string> Segments { get; init; }

    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public Func<string, string?> Header { get; init; } = static _ => null;

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The address under which the caller reaches this server, without a trailing slash.</summary>
    public required string Origin { get; init; }

    /// <summary>The version in the path, such as 59, or 0 outside the data API.</summary>
    public int Version { get; set; }

    public string BasePath => $"/services/data/v{Version}.0";

    /// <summary>The transaction of the enclosing composite request, if any.</summary>
    public UndoLog? Transaction { get; init; }

    public bool Nested { get; init; }

    public string? Get(string name) => Query.GetValueOrDefault(name);

    public JsonDocument Json()
    {
        if (!Utf8.IsValid(Body.Span)) throw new ApiError(400, "JSON_PARSER_ERROR", "Invalid UTF-8 in the request body");
        try
        {
            var document = JsonDocument.Parse(Body, new JsonDocumentOptions { MaxDepth = 32 });
            if (Body.Span.IndexOf("\\u"u8) >= 0 && !JsonText.IsSound(document.RootElement))
            {
                document.Dispose();
                throw new ApiError(400, "JSON_PARSER_ERROR", "Unpaired surrogate in a string");
            }

            return document;
        }
        catch (JsonException exception)
        {
            throw new ApiError(400, "JSON_PARSER_ERROR", Unreadable(exception));
        }
    }

    private string Unreadable(JsonException exception)
    {
        if (Body.Length == 0) return "The HTTP entity body is required, but this request has no entity body.";
        var place = $" at [line:{exception.LineNumber + 1}, column:{exception.BytePositionInLine + 1}]";
        var rest = Body.Span;
        for (var line = 0; line < exception.LineNumber && rest.IndexOf((byte)'\n') is >= 0 and var end; line++) rest = rest[(end + 1)..];
        return exception.BytePositionInLine is { } at && at < rest.Length && Rune.DecodeFromUtf8(rest[(int)at..], out var found, out _) == System.Buffers.OperationStatus.Done
            ? $"Unexpected character ('{found}' (code {found.Value})): expected a valid value{place}"
            : $"Unexpected end-of-input{place}";
    }

    public string BodyText() => Encoding.UTF8.GetString(Body.Span);

    public static IReadOnlyList<string> SplitPath(string rawPath) =>
        [.. rawPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];

    /// <summary>Reads <c>a=1&amp;b=2</c>; names without case, plus signs as blanks.</summary>
    public static IReadOnlyDictionary<string, string> ParseQuery(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : pair[(equals + 1)..];
            values[Decode(name)] = Decode(value);
        }

        return values;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
