using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Api;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;

/// <summary>What query and ingest jobs share: info, state changes, listing. A job advances each time it is asked for.</summary>
internal sealed class BulkHandler(SimulatorState state)
{
    private readonly BulkQuery _query = new(state);
    private readonly BulkIngest _ingest = new(state);

    public ApiResponse Handle(ApiRequest request)
    {
        var s = request.Segments;
        if (s.Count < 5 || s[4].ToLowerInvariant() is not ("query" or "ingest")) throw ApiError.NotFound();
        var query = s[4].Equals("query", StringComparison.OrdinalIgnoreCase);
        BulkJob job;
        lock (state.Jobs.Gate)
        {
            if (s.Count == 5)
            {
                return request.Method switch
                {
                    "POST" => ApiResponse.Json(Info(query ? _query.Create(request) : _ingest.Create(request), created: true)),
                    "GET" => List(query),
                    _ => throw ApiError.MethodNotAllowed(request.Method, "GET,HEAD,POST"),
                };
            }

            job = state.Jobs.Find(s[5], query);
            if (s.Count == 6) return One(request, job);
            if (query && request.Version != job.Version && s[6].StartsWith("result", StringComparison.OrdinalIgnoreCase))
                throw new ApiError(409, "INVALID_API_VERSION", $"The job was created with API version {job.Version}.0; use the same version to get its results.");
            if (!query) return BulkIngest.Data(request, job, s[6]);
        }

        return _query.Results(request, job, s[6]); // the result is fixed: several pages are read at once
    }

    private ApiResponse One(ApiRequest request, BulkJob job)
    {
        switch (request.Method)
        {
            case "GET":
                Advance(job);
                return ApiResponse.Json(Info(job));
            case "PATCH":
                using (var body = request.Json())
                {
                    var wanted = body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("state", out var value) ? value.ToString() : "";
                    Change(job, wanted);
                }

                return ApiResponse.Json(Info(job));
            case "DELETE":
                if (!job.IsDone) throw new ApiError(400, "INVALIDJOBSTATE", "Unable to delete a job that is not aborted, completed or failed");
                state.Jobs.Remove(job);
                return ApiResponse.Empty(204);
            default:
                throw ApiError.MethodNotAllowed(request.Method, "DELETE,GET,HEAD,PATCH");
        }
    }

    private void Advance(BulkJob job)
    {
        if (job.State is not ("UploadComplete" or "InProgress")) return;
        if (job.Polls++ < state.Options.BulkPolls)
        {
            job.State = "InProgress";
            return;
        }

        if (job.IsQuery) _query.Complete(job);
        else _ingest.Complete(job);
    }

    private static void Change(BulkJob job, string wanted)
    {
        if (job.IsDone) throw new ApiError(400, "INVALIDJOBSTATE", $"Job is already {job.State}");
        job.State = wanted switch
        {
            "Aborted" => "Aborted",
            "UploadComplete" when !job.IsQuery && job.State == "Open" => "UploadComplete",
            _ => throw new ApiError(400, "INVALIDJOBSTATE", $"Invalid job state: {wanted}"),
        };
    }

    private ApiResponse List(bool query)
    {
        var json = new JsonBuffer(4096).Open().Property("done", true).PropertyNull("nextRecordsUrl").Name("records").OpenArray();
        foreach (var job in state.Jobs.All(query))
        {
            json.Separator();
            Write(json, job, isNew: false);
        }

        return ApiResponse.Json(json.CloseArray().Close());
    }

    private JsonBuffer Info(BulkJob job, bool created = false)
    {
        var json = new JsonBuffer(1024);
        Write(json, job, created);
        return json;
    }

    private void Write(JsonBuffer json, BulkJob job, bool isNew)
    {
        var created = CivilTime.FromMs(job.Created).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+0000";
        json.Open().Property("id", job.Id).Property("operation", job.Operation).Property("object", job.ObjectName).Property("createdById", state.UserId);
        json.Property("createdDate", created).Property("systemModstamp", created).Property("state", job.State);
        if (job.ExternalIdField is not null) json.Property("externalIdFieldName", job.ExternalIdField);
        json.Property("concurrencyMode", "Parallel").Property("contentType", "CSV").Name("apiVersion").Double(job.Version);
        if (!job.IsQuery && job.State == "Open") json.Property("contentUrl", $"services/data/v{job.Version}.0/jobs/ingest/{job.Id}/batches");
        if (!isNew) json.Property("jobType", job.IsQuery ? "V2Query" : "V2Ingest");
        json.Property("lineEnding", job.LineEnding).Property("columnDelimiter", job.Delimiter);
        if (job.IsDone || job.State == "InProgress")
        {
            json.Property("numberRecordsProcessed", job.Processed);
            if (!job.IsQuery) json.Property("numberRecordsFailed", job.FailedCount);
            json.Property("retries", 0).Property("totalProcessingTime", job.Processed / 10);
            if (!job.IsQuery) json.Property("apiActiveProcessingTime", job.Processed / 20).Property("apexProcessingTime", 0);
        }

        if (job.ErrorMessage is not null) json.Property("errorMessage", job.ErrorMessage);
        json.Close();
    }
}
