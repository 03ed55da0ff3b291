using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>query, queryAll, their next pages, explain, and column metadata.</summary>
internal sealed class QueryHandler(SimulatorState state)
{
    private const int DefaultBatch = 2000;
    private const int SmallestBatch = 200;
    private const int LongTextBatch = 500;

    public ApiResponse Handle(ApiRequest request, bool includeDeleted)
    {
        if (request.Method is not ("GET" or "HEAD")) throw ApiError.MethodNotAllowed(request.Method, "GET,HEAD");
        if (request.Segments.Count > 4) return Next(request, request.Segments[4]);
        if (request.Get("explain") is { } explained) return Explain(request, explained);
        if (request.Get("q") is not { } query) throw new ApiError(400, "MALFORMED_QUERY", "Missing query parameter 'q'");
        var batch = BatchSize(request);
        return state.Store.Read(() =>
        {
            var plan = QueryCompiler.Compile(state.Store, query, request.BasePath, includeDeleted);
            if (request.Get("columns") is "true") return ApiResponse.Json(ColumnMetadata.Write(plan));
            var rows = plan.Run();
            if (plan.CountOnly)
                return ApiResponse.Json(new JsonBuffer(128).Open().Property("totalSize", rows.Length).Property("done", true).Name("records").OpenArray().CloseArray().Close());
            if (plan.Aggregation is not null && rows.Length > DefaultBatch)
                throw new ApiError(400, "EXCEEDED_ID_LIMIT", "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch");
            return Page(request, plan, rows, 0, batch, null);
        });
    }

    private ApiResponse Next(ApiRequest request, string locator)
    {
        var dash = locator.LastIndexOf('-');
        var start = 0;
        if (dash > 0 && !int.TryParse(locator.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out start)) throw Invalid();
        var id = dash > 0 ? locator[..dash] : locator;
        if (state.Cursors.Find(id) is not { } cursor || start > cursor.Rows.Length) throw Invalid();
        return state.Store.Read(() => Page(request, cursor.Plan, cursor.Rows, start, cursor.PageSize, id));
    }

    private static ApiError Invalid() => new(400, "INVALID_QUERY_LOCATOR", "invalid query locator");

    private ApiResponse Page(ApiRequest request, QueryPlan plan, int[] rows, int start, int batch, string? cursor)
    {
        var json = new JsonBuffer(Math.Clamp((rows.Length - start) * 256, 1024, 1 << 20));
        json.Raw("{\"totalSize\":"u8).Long(rows.Length).Raw(",\"done\":"u8);
        var size = plan.SelectsLongText ? Math.Min(batch, LongTextBatch) : batch;
        if (plan.ChildNodes.Count > 0) return PageWithChildren(request, json, plan, rows, start, size, cursor);

        var end = (int)Math.Min(rows.Length, (long)start + size);
        json.Bool(end == rows.Length);
        if (end < rows.Length)
        {
            cursor ??= state.Cursors.Add(plan, rows, batch);
            json.Raw(",\"nextRecordsUrl\":"u8).String(string.Create(CultureInfo.InvariantCulture, $"{request.BasePath}/query/{cursor}-{end}"));
        }

        json.Raw(",\"records\":["u8);
        for (var i = start; i < end; i++)
        {
            if (i > start) json.Byte((byte)',');
            plan.WriteRecord(json, rows[i]);
        }

        return ApiResponse.Json(json.Raw("]}"u8));
    }

    /// <summary>Child records count towards the page, so its end is known only once they are written.</summary>
    private ApiResponse PageWithChildren(ApiRequest request, JsonBuffer json, QueryPlan plan, int[] rows, int start, int size, string? cursor)
    {
        using var records = new JsonBuffer(65536);
        lock (plan)
        {
            foreach (var node in plan.ChildNodes)
            {
                node.Written = 0;
                node.PageSize = size;
                node.Continue = (inner, all, shown) =>
                    string.Create(CultureInfo.InvariantCulture, $"{request.BasePath}/query/{state.Cursors.Add(inner, all, size)}-{shown}");
            }

            var end = start;
            while (end < rows.Length && end - start + plan.ChildNodes.Sum(n => n.Written) < size)
            {
                if (end > start) records.Byte((byte)',');
                plan.WriteRecord(records, rows[end++]);
            }

            json.Bool(end >= rows.Length);
            if (end < rows.Length)
            {
                cursor ??= state.Cursors.Add(plan, rows, size);
                json.Raw(",\"nextRecordsUrl\":"u8).String(string.Create(CultureInfo.InvariantCulture, $"{request.BasePath}/query/{cursor}-{end}"));
            }
        }

        return ApiResponse.Json(json.Raw(",\"records\":["u8).Raw(records.Written.Span).Raw("]}"u8));
    }

    private ApiResponse Explain(ApiRequest request, string query) => state.Store.Read(() =>
    {
        var plan = QueryCompiler.Compile(state.Store, query, request.BasePath, includeDeleted: false);
        var count = plan.Candidates?.Length ?? plan.Root.LiveCount;
        var indexed = plan.Candidates is not null;
        var json = new JsonBuffer(512).Open().Name("plans").OpenArray().Open().Property("cardinality", count).Name("fields").OpenArray();
        if (indexed) json.String("Id");
        json.CloseArray().Property("leadingOperationType", indexed ? "Index" : "TableScan").Name("notes").OpenArray().CloseArray();
        json.Name("relativeCost").Double(indexed ? 0.1 : 1.1).Property("sobjectCardinality", plan.Root.LiveCount).Property("sobjectType", plan.Root.Schema.Name).Close().CloseArray();
        return ApiResponse.Json(json.Property("sourceQuery", query).Close());
    });

    private static int BatchSize(ApiRequest request)
    {
        var options = request.Header("Sforce-Query-Options");
        var at = options?.IndexOf("batchSize=", StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0) return DefaultBatch;
        var digits = new string([.. options!.Skip(at + 10).TakeWhile(char.IsAsciiDigit)]); // at is not negative
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? Math.Clamp(size, SmallestBatch, DefaultBatch) : DefaultBatch;
    }
}
