using System.Buffers.Text;
using System.Globalization;
using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator.Api;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;

/// <summary>Query jobs and the pages of their results.</summary>
internal sealed class BulkQuery(SimulatorState state)
{
    private const int ParallelPages = 5;

    public BulkJob Create(ApiRequest request)
    {
        using var body = request.Json();
        var operation = BulkText.Property(body.RootElement, "operation") ?? "";
        if (operation is not ("query" or "queryAll")) throw new ApiError(400, "API_ERROR", $"Invalid operation: {operation}");
        var query = BulkText.Property(body.RootElement, "query") ?? throw new ApiError(400, "API_ERROR", "Query is required for the operation");
        var plan = state.Store.Read(() => QueryCompiler.Compile(state.Store, query, request.BasePath, operation == "queryAll"));
        Check(plan);
        var job = new BulkJob
        {
            Id = state.Jobs.NextId(),
            IsQuery = true,
            Operation = operation,
            ObjectName = plan.Root.Schema.Name,
            Version = request.Version,
            Created = state.Clock.NowMs,
            LineEnding = BulkText.LineEnding(body.RootElement),
            Delimiter = BulkText.Delimiter(body.RootElement),
            Plan = plan,
        };
        state.Jobs.Add(job);
        return job;
    }

    public void Complete(BulkJob job) => state.Store.Read(() =>
    {
        var plan = job.Plan!; // every query job has one
        job.Result = new CsvBlocks(plan, plan.Run(), state.Store, job.DelimiterCharacter, job.NewLine);
        job.Processed = job.Result.Count;
        job.State = "JobComplete";
        state.Jobs.Trim(job);
        return true;
    });

    public ApiResponse Results(ApiRequest request, BulkJob job, string resource)
    {
        if (request.Method is not ("GET" or "HEAD")) throw ApiError.MethodNotAllowed(request.Method, "GET,HEAD");
        if (resource.ToLowerInvariant() is not ("results" or "resultpages")) throw ApiError.NotFound();
        if (job.Result is not { } result || job.State != "JobComplete") throw new ApiError(400, "INVALIDJOBSTATE", $"The results are not available: the job is {job.State}");
        var size = request.Get("maxRecords") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted > 0 ? wanted : Math.Max(1, state.Options.BulkPageRecords);
        var from = Decode(request.Get("locator"), result.Count);
        if (resource.Equals("resultPages", StringComparison.OrdinalIgnoreCase)) return Pages(request, job, result, from, size);
        var to = (int)Math.Min(result.Count, (long)from + size);
        return new ApiResponse(200) { ContentType = "text/csv", Body = result.Page(from, to) }
            .With("Sforce-Locator", to < result.Count ? Encode(to) : "null")
            .With("Sforce-NumberOfRecords", (to - from).ToString(CultureInfo.InvariantCulture));
    }

    private static ApiResponse Pages(ApiRequest request, BulkJob job, CsvBlocks result, int from, int size)
    {
        var at = $"{request.BasePath}/jobs/query/{job.Id}";
        var max = request.Get("maxRecords") is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&maxRecords={size}");
        var json = new JsonBuffer(1024).Open().Name("resultPages").OpenArray();
        for (var page = 0; page < ParallelPages && (from < result.Count || (page == 0 && from == 0)); page++)
        {
            json.Separator().Open().Property("resultUrl", $"{at}/results?locator={Encode(from)}{max}").Close();
            from = (int)Math.Min(result.Count, (long)from + size);
        }

        var done = from >= result.Count;
        json.CloseArray().Property("nextRecordsUrl", done ? null : $"{at}/resultPages?locator={Encode(from)}{max}");
        return ApiResponse.Json(json.Property("done", done).Close());
    }

    private static void Check(QueryPlan plan)
    {
        if (plan.Aggregation is not null || plan.CountOnly) throw new ApiError(400, "API_ERROR", "Aggregate Relationships not supported in Bulk Query");
        if (plan.Offset > 0) throw new ApiError(400, "API_ERROR", "OFFSET clause not supported in Bulk Query");
        if (plan.ChildNodes.Count > 0) throw new ApiError(400, "API_ERROR", "Nested Query not supported in Bulk Query");
        if (plan.Columns.Any(c => c.Value is null)) throw new ApiError(400, "API_ERROR", "TYPEOF clause not supported in Bulk Query");
        if (plan.UsesFields) throw new ApiError(400, "API_ERROR", "The FIELDS function is not supported in Bulk Query");
        if (plan.Columns.Any(c => c.Value?.Type == FieldType.Address)) throw new ApiError(400, "API_ERROR", "Selecting compound data not supported in Bulk Query");
    }

    /// <summary>A locator is the row number in base 64, as recorded ones look.</summary>
    private static string Encode(int row) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(row.ToString(CultureInfo.InvariantCulture)));

    private static int Decode(string? locator, int count)
    {
        if (string.IsNullOrEmpty(locator)) return 0;
        var invalid = new ApiError(400, "INVALID_QUERY_LOCATOR", $"Invalid locator: {locator}");
        if (!Base64Url.IsValid(locator)) throw invalid;
        return int.TryParse(Base64Url.DecodeFromChars(locator), NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row <= count ? row : throw invalid;
    }
}
