using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator.Api;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;
using IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;

/// <summary>Ingest jobs: upload once, close, and read three result sets.</summary>
internal sealed class BulkIngest(SimulatorState state)
{
    private const string NullMarker = "#N/A";
    private const int MaximumUpload = 100 * 1024 * 1024;

    public BulkJob Create(ApiRequest request)
    {
        using var body = request.Json();
        var operation = BulkText.Property(body.RootElement, "operation") ?? "";
        if (operation is not ("insert" or "update" or "upsert" or "delete" or "hardDelete")) throw new ApiError(400, "API_ERROR", $"Invalid operation: {operation}");
        var name = BulkText.Property(body.RootElement, "object") ?? throw new ApiError(400, "API_ERROR", "The object is required");
        var table = state.Store.Find(name) ?? throw new ApiError(400, "INVALIDENTITY", $"Entity '{name}' is not supported by the Bulk API.");
        var key = BulkText.Property(body.RootElement, "externalIdFieldName");
        if (operation == "upsert" && (key is null || table.Schema.Find(key) is not { IdLookup: true }))
            throw new ApiError(400, "INVALIDJOB", $"InvalidJob : Field name provided, {key ?? "none"} is not an External ID or indexed field for {table.Schema.Name}");
        var job = new BulkJob
        {
            Id = state.Jobs.NextId(),
            IsQuery = false,
            Operation = operation,
            ObjectName = table.Schema.Name,
            Version = request.Version,
            Created = state.Clock.NowMs,
            LineEnding = BulkText.LineEnding(body.RootElement),
            Delimiter = BulkText.Delimiter(body.RootElement),
            ExternalIdField = operation == "upsert" ? table.Schema.Find(key!)!.Name : null, // checked above
            State = "Open",
        };
        state.Jobs.Add(job);
        return job;
    }

    public static ApiResponse Data(ApiRequest request, BulkJob job, string resource)
    {
        if (resource.Equals("batches", StringComparison.OrdinalIgnoreCase))
        {
            if (request.Method != "PUT") throw ApiError.MethodNotAllowed(request.Method, "PUT");
            if (job.State != "Open") throw new ApiError(400, "INVALIDJOBSTATE", $"The job is {job.State} and takes no more data");
            if (job.Content is not null)
                throw new ApiError(400, "INVALIDJOB", $"Found multiple contents for job: <{job.Id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.");
            if (request.Body.Length > MaximumUpload) throw new ApiError(413, "REQUEST_TOO_LARGE", "The upload is larger than 150 MB after base64 encoding");
            job.Content = request.BodyText();
            return ApiResponse.Empty(201);
        }

        if (request.Method is not ("GET" or "HEAD")) throw ApiError.MethodNotAllowed(request.Method, "GET,HEAD");
        var text = resource.ToLowerInvariant() switch
        {
            "successfulresults" => job.Successful,
            "failedresults" => job.Failed,
            "unprocessedrecords" => job.Unprocessed,
            _ => throw ApiError.NotFound(),
        };
        if (!job.IsDone) throw new ApiError(400, "INVALIDJOBSTATE", $"The results are not available: the job is {job.State}");
        return ApiResponse.Text(200, "text/csv", text);
    }

    public void Complete(BulkJob job)
    {
        var (rows, lineFeed, carriageReturn) = Csv.Read(job.Content ?? "", job.DelimiterCharacter);
        var table = state.Store.Get(job.ObjectName);
        var header = rows.Count > 0 ? rows[0] : [];
        var problem = rows.Count == 0 ? "InvalidBatch : The job has no data"
            : lineFeed && job.LineEnding == "CRLF" && !carriageReturn ? "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF"
            : carriageReturn && job.LineEnding == "LF" ? "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF"
            : Unknown(table, header) is { } name ? $"InvalidBatch : Field name not found : {name}"
            : null;
        var results = new Results(job, header);
        var wrong = rows.FindIndex(r => r.Length != header.Length);
        if (problem is not null)
        {
            foreach (var row in rows.Skip(1)) results.Unprocessed(row);
            Finish(job, results, "Failed", problem);
            return;
        }

        state.Store.Write(() =>
        {
            var writer = new RecordWriter(state.Store, new UndoLog());
            for (var i = 1; i < rows.Count; i++)
            {
                if (i == wrong)
                {
                    foreach (var row in rows.Skip(i)) results.Unprocessed(row);
                    Finish(job, results, "Failed", $"ClientInputError : CSV row {i + 1} has {rows[i].Length} columns instead of {header.Length}");
                    return true;
                }

                Apply(job, table, writer, header, rows[i], results);
            }

            Finish(job, results, "JobComplete", null);
            return true;
        });
    }

    private static string? Unknown(Table table, string[] header) => header.FirstOrDefault(name => table.Schema.Find(name) is null
        && (name.Split('.', ':') is not { Length: > 1 } parts || table.Schema.FindRelationship(parts[^2]) is null));

    private static void Finish(BulkJob job, Results results, string outcome, string? error)
    {
        (job.Successful, job.Failed, job.Unprocessed) = results.Texts();
        job.State = outcome;
        job.ErrorMessage = error;
        job.Content = null;
    }

    private void Apply(BulkJob job, Table table, RecordWriter writer, string[] header, string[] row, Results results)
    {
        string? id = null;
        try
        {
            Faults.ThrowIfLocked();
            var inputs = new List<FieldInput>(row.Length);
            for (var i = 0; i < row.Length; i++)
            {
                if (header[i].Equals("Id", StringComparison.OrdinalIgnoreCase)) id = row[i].Length > 0 ? row[i] : null;
                else if (row[i].Length > 0) inputs.Add(FieldInput.Csv(header[i], row[i] == NullMarker ? null : row[i]));
            }

            var (written, created) = One(job, table, writer, id, inputs);
            writer.Undo.Clear();
            results.Success(table.Id(written), created, row);
            job.Processed++;
        }
        catch (ApiError error)
        {
            writer.Undo.Rollback();
            results.Failure(id, error, row);
            job.Processed++;
            job.FailedCount++;
        }
    }

    private (int Row, bool Created) One(BulkJob job, Table table, RecordWriter writer, string? id, List<FieldInput> inputs)
    {
        switch (job.Operation)
        {
            case "insert":
                if (id is not null) throw new ApiError(400, "INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ["Id"]);
                return (writer.Insert(table, inputs), true);
            case "update":
                var target = Locate(table, id);
                writer.Update(table, target, inputs);
                return (target, false);
            case "delete" or "hardDelete":
                var gone = Locate(table, id);
                writer.Delete(table, gone);
                if (job.Operation == "hardDelete") table.SetState(gone, RowState.Purged);
                return (gone, false);
            default:
                return Upsert(table, writer, table.Schema.Find(job.ExternalIdField!)!, id, inputs); // an upsert job names an existing field
        }
    }

    private (int Row, bool Created) Upsert(Table table, RecordWriter writer, FieldSchema key, string? id, List<FieldInput> inputs)
    {
        if (key.Type == FieldType.Id)
        {
            if (id is null) return (writer.Insert(table, inputs), true);
            var row = Locate(table, id);
            writer.Update(table, row, inputs);
            return (row, false);
        }

        var value = inputs.Find(i => i.Name.Equals(key.Name, StringComparison.OrdinalIgnoreCase)).Text;
        if (value is null) throw new ApiError(400, "MISSING_ARGUMENT", $"{key.Name} not specified", []);
        var found = table.Keys(table.Columns[key.Index]).Find(value);
        if (found.Length > 1) throw new ApiError(400, "DUPLICATE_EXTERNAL_ID", $"{key.Name}: more than one record found for external id field: [{string.Join(", ", found.Select(table.Id))}]", []);
        if (found.Length == 0) return (writer.Insert(table, inputs), true);
        inputs.RemoveAll(i => i.Name.Equals(key.Name, StringComparison.OrdinalIgnoreCase));
        writer.Update(table, found[0], inputs);
        return (found[0], false);
    }

    private int Locate(Table table, string? id)
    {
        if (id is null) throw new ApiError(400, "MISSING_ARGUMENT", "Id not specified in an update call", []);
        if (!SalesforceId.IsWellFormed(id)) throw RecordsHandler.Malformed(table, id);
        if (state.Store.FindId(id) is { } reference && RecordRef.Table(reference) == table.Index) return RecordRef.Row(reference);
        throw state.Store.TableOfPrefix(id) == table ? new ApiError(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", []) : RecordsHandler.Malformed(table, id);
    }

    /// <summary>The three result sets, as text. The platform works on parts of a job at once and keeps no order among them: here the last part comes first.</summary>
    private sealed class Results(BulkJob job, string[] header)
    {
        private const int PartRows = 200;
        private readonly List<StringBuilder> _successful = [];
        private readonly List<StringBuilder> _failed = [];
        private readonly StringBuilder _unprocessed = new();

        public void Success(string id, bool created, string[] row) => Line(Part(_successful), [id, created ? "true" : "false", .. row]);

        public void Failure(string? id, ApiError error, string[] row) => Line(Part(_failed), [id ?? "", $"{error.Code}:{error.Message}:{string.Concat((error.Fields ?? []).Select(f => f + " "))}--", .. row]);

        public void Unprocessed(string[] row) => Line(_unprocessed, row);

        public (string Successful, string Failed, string Unprocessed) Texts()
        {
            var columns = string.Join(job.DelimiterCharacter, header);
            var d = job.DelimiterCharacter;
            return ($"\"sf__Id\"{d}\"sf__Created\"{d}{columns}{job.NewLine}{Together(_successful)}", $"\"sf__Id\"{d}\"sf__Error\"{d}{columns}{job.NewLine}{Together(_failed)}", $"{columns}{job.NewLine}{_unprocessed}");
        }

        private StringBuilder Part(List<StringBuilder> parts)
        {
            var part = job.Processed / PartRows;
            while (parts.Count <= part) parts.Add(new StringBuilder());
            return parts[part];
        }

        private static StringBuilder Together(List<StringBuilder> parts)
        {
            var all = new StringBuilder();
            for (var i = parts.Count - 1; i >= 0; i--) all.Append(parts[i]);
            return all;
        }

        private void Line(StringBuilder target, string[] cells)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                if (i > 0) target.Append(job.DelimiterCharacter);
                Csv.WriteCell(target, cells[i]);
            }

            target.Append(job.NewLine);
        }
    }
}
