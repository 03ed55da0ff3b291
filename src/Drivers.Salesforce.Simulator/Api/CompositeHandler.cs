using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;
using IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Several requests in one: dependent ones (composite) and independent ones (batch).</summary>
internal sealed class CompositeHandler(SimulatorState state, Func<ApiRequest, ApiResponse> dispatch)
{
    private const int MaximumRequests = 25;
    private const int MaximumQueries = 5;
    private const int MaximumGraphs = 75;
    private const int MaximumNodes = 500;

    public ApiResponse Composite(ApiRequest request)
    {
        using var body = request.Json();
        var requests = Requests(body.RootElement, "compositeRequest");
        var allOrNone = body.RootElement.TryGetProperty("allOrNone", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (requests.Count(r => Text(r, "url") is { } url && (url.Contains("/query", StringComparison.OrdinalIgnoreCase) || url.Contains("/composite/sobjects", StringComparison.OrdinalIgnoreCase))) > MaximumQueries)
            throw new ApiError(400, "LIMIT_EXCEEDED", $"Composite requests can have at most {MaximumQueries} query or collection subrequests");
        return state.Store.Write(() =>
        {
            var json = new JsonBuffer(8192);
            Run(request, requests, allOrNone, json);
            return ApiResponse.Json(json);
        });
    }

    /// <summary>Independent composites, each all or none.</summary>
    public ApiResponse Graph(ApiRequest request)
    {
        using var body = request.Json();
        var graphs = Items(body.RootElement, "graphs");
        if (graphs.Length > MaximumGraphs) throw new ApiError(400, "LIMIT_EXCEEDED", $"At most {MaximumGraphs} graphs are allowed");
        var all = graphs.Select(g => (Id: Text(g, "graphId") ?? throw new ApiError(400, "JSON_PARSER_ERROR", "Every graph needs a graphId"), Requests: Items(g, "compositeRequest"))).ToArray();
        if (all.Sum(g => g.Requests.Length) > MaximumNodes) throw new ApiError(400, "LIMIT_EXCEEDED", $"At most {MaximumNodes} nodes are allowed");
        return state.Store.Write(() =>
        {
            var json = new JsonBuffer(8192).Open().Name("graphs").OpenArray();
            foreach (var (id, requests) in all)
            {
                json.Separator().Open().Property("graphId", id).Name("graphResponse");
                var successful = Run(request, requests, allOrNone: true, json);
                json.Property("isSuccessful", successful).Close();
            }

            return ApiResponse.Json(json.CloseArray().Close());
        });
    }

    public ApiResponse Batch(ApiRequest request)
    {
        using var body = request.Json();
        var requests = Requests(body.RootElement, "batchRequests");
        var halt = body.RootElement.TryGetProperty("haltOnError", out var flag) && flag.ValueKind == JsonValueKind.True;
        var failed = false;
        var results = new JsonBuffer(8192).OpenArray();
        foreach (var item in requests)
        {
            state.CountCall();
            if (failed && halt)
            {
                results.Separator().Open().Property("statusCode", 412).Name("result").OpenArray();
                new ApiError(412, "BATCH_PROCESSING_HALTED", "Batch processing halted per request").Write(results);
                results.CloseArray().Close();
                continue;
            }

            var url = Text(item, "url") ?? throw new ApiError(400, "JSON_PARSER_ERROR", "Every batch request needs a url");
            using var response = Send(request, Text(item, "method") ?? "GET", "/services/data/" + url.TrimStart('/'), item.TryGetProperty("richInput", out var input) ? input : default, null);
            failed |= response.Status >= 400;
            results.Separator().Open().Property("statusCode", response.Status).Name("result");
            WriteBody(results, response);
            results.Close();
        }

        var json = new JsonBuffer(results.Length + 64).Open().Property("hasErrors", failed).Name("results").Raw(results.CloseArray().Written.Span);
        results.Dispose();
        return ApiResponse.Json(json.Close());
    }

    private bool Run(ApiRequest request, JsonElement[] requests, bool allOrNone, JsonBuffer json)
    {
        var undo = new UndoLog();
        var references = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var outcomes = new List<(string Reference, int Status, string Body, string Headers)>();
        var failed = false;
        foreach (var item in requests)
        {
            var reference = Text(item, "referenceId") ?? throw new ApiError(400, "JSON_PARSER_ERROR", "Every composite subrequest needs a referenceId");
            if (outcomes.Exists(o => o.Reference == reference)) throw new ApiError(400, "INVALID_INPUT", $"Duplicate referenceId: {reference}");
            if (failed && allOrNone)
            {
                outcomes.Add((reference, 400, Halted(), "{}"));
                continue;
            }

            using var response = One(request, item, references, undo);
            var text = response.BodyText();
            failed |= response.Status >= 400;
            if (response.Status < 300 && text.Length > 0)
            {
                using var parsed = JsonDocument.Parse(text);
                references[reference] = parsed.RootElement.Clone();
            }

            outcomes.Add((reference, response.Status, text, Headers(response)));
        }

        if (failed && allOrNone)
        {
            undo.Rollback();
            for (var i = 0; i < outcomes.Count; i++)
            {
                if (outcomes[i].Status < 400) outcomes[i] = (outcomes[i].Reference, 400, Halted(), "{}");
            }
        }

        json.Open().Name("compositeResponse").OpenArray();
        foreach (var (reference, status, text, headers) in outcomes)
        {
            json.Separator().Open().Name("body");
            if (text.Length == 0) json.Null();
            else json.Raw(text);
            json.Name("httpHeaders").Raw(headers).Property("httpStatusCode", status).Property("referenceId", reference).Close();
        }

        json.CloseArray().Close();
        return !failed;
    }

    private ApiResponse One(ApiRequest request, JsonElement item, Dictionary<string, JsonElement> references, UndoLog undo)
    {
        try
        {
            var url = References.Resolve(Text(item, "url") ?? "", references);
            var body = item.TryGetProperty("body", out var given) ? given : default;
            if (body.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                using var resolved = References.Resolve(body, references);
                return Send(request, Text(item, "method") ?? "GET", url, resolved.RootElement, undo);
            }

            return Send(request, Text(item, "method") ?? "GET", url, body, undo);
        }
        catch (ApiError error)
        {
            return ApiResponse.Error(error);
        }
    }

    private ApiResponse Send(ApiRequest outer, string method, string url, JsonElement body, UndoLog? transaction)
    {
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        var segments = ApiRequest.SplitPath(mark < 0 ? url : url[..mark]);
        if (segments.Count > 3 && segments[3].Equals("composite", StringComparison.OrdinalIgnoreCase) && (segments.Count == 4 || segments[4] is "batch" or "graph"))
            return ApiResponse.Error(new ApiError(400, "INVALID_INPUT", "Composite requests cannot be nested"));
        if (segments.Count > 3 && segments[3].Equals("jobs", StringComparison.OrdinalIgnoreCase))
            return ApiResponse.Error(new ApiError(400, "INVALID_INPUT", "Bulk jobs cannot be part of a composite request"));
        return dispatch(new ApiRequest
        {
            Method = method.ToUpperInvariant(),
            Segments = segments,
            Query = ApiRequest.ParseQuery(mark < 0 ? "" : url[(mark + 1)..]),
            Header = outer.Header,
            Body = body.ValueKind == JsonValueKind.Undefined ? default : Encoding.UTF8.GetBytes(body.GetRawText()),
            Origin = outer.Origin,
            Transaction = transaction,
            Nested = true,
        });
    }

    private static JsonElement[] Requests(JsonElement root, string name)
    {
        var items = Items(root, name);
        return items.Length <= MaximumRequests ? items : throw new ApiError(400, "LIMIT_EXCEEDED", $"Limit of {MaximumRequests} subrequests exceeded: {items.Length.ToString(CultureInfo.InvariantCulture)}");
    }

    private static JsonElement[] Items(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out var array) || array.ValueKind != JsonValueKind.Array)
            throw new ApiError(400, "JSON_PARSER_ERROR", $"The request must hold an array named {name}");
        var items = array.EnumerateArray().ToArray();
        if (items.Any(i => i.ValueKind != JsonValueKind.Object)) throw new ApiError(400, "JSON_PARSER_ERROR", $"Every entry of {name} must be a JSON object");
        return items;
    }

    private static void WriteBody(JsonBuffer json, ApiResponse response)
    {
        if (response.Body is { Length: > 0 } body) json.Raw(body.Written.Span);
        else json.Null();
    }

    private static string Headers(ApiResponse response)
    {
        using var json = new JsonBuffer(128).Open();
        foreach (var (name, value) in response.Headers) json.Property(name, value);
        return json.Close().ToString();
    }

    private static string Halted()
    {
        using var json = new JsonBuffer(256).OpenArray().Open().Property("errorCode", "PROCESSING_HALTED");
        return json.Property("message", "The transaction was rolled back since another operation in the same transaction failed.").Close().CloseArray().ToString();
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
