using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;
using IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Up to 200 records in one call: each has its own outcome, in order; the call itself succeeds.</summary>
internal sealed class CollectionsHandler(SimulatorState state, RecordsHandler records)
{
    private const int MaximumRecords = 200;
    private const int MaximumChunks = 10;
    private const int MaximumRetrieved = 2000;

    private enum Operation
    {
        Insert,
        Update,
        Upsert,
        Delete,
    }

    public ApiResponse Handle(ApiRequest request)
    {
        var segments = request.Segments;
        if (segments.Count == 5)
        {
            return request.Method switch
            {
                "POST" => WithBody(request, Operation.Insert, null, null),
                "PATCH" => WithBody(request, Operation.Update, null, null),
                "DELETE" => Delete(request),
                _ => throw ApiError.MethodNotAllowed(request.Method, "DELETE,PATCH,POST"),
            };
        }

        var table = state.Store.Find(segments[5]) ?? throw ApiError.NotFound();
        if (segments.Count == 6) return Retrieve(request, table);
        if (request.Method != "PATCH") throw ApiError.MethodNotAllowed(request.Method, "PATCH");
        var field = table.Schema.Find(segments[6]);
        if (field is not { IdLookup: true }) throw new ApiError(404, "NOT_FOUND", $"Provided external ID field does not exist or is not accessible: {segments[6]}");
        return WithBody(request, Operation.Upsert, table, field);
    }

    private ApiResponse WithBody(ApiRequest request, Operation operation, Table? table, FieldSchema? key)
    {
        using var body = request.Json();
        var root = body.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("records", out var array) || array.ValueKind != JsonValueKind.Array)
            throw new ApiError(400, "JSON_PARSER_ERROR", "The request must hold an array of records");
        var items = array.EnumerateArray().ToArray();
        if (items.Length > MaximumRecords)
            throw new ApiError(400, "EXCEEDED_ID_LIMIT", $"record limit reached. cannot submit more than {MaximumRecords} records into this call");
        if (items.Any(i => i.ValueKind != JsonValueKind.Object)) throw new ApiError(400, "JSON_PARSER_ERROR", "Every record must be a JSON object");
        var allOrNone = root.TryGetProperty("allOrNone", out var flag) && flag.ValueKind == JsonValueKind.True;
        var types = items.Select(i => table?.Schema.Name ?? TypeOf(i)).ToArray();
        var chunks = types.Where((t, i) => i == 0 || !string.Equals(t, types[i - 1], StringComparison.OrdinalIgnoreCase)).Count();
        if (chunks > MaximumChunks) throw new ApiError(400, "INVALID_TYPE", $"The request has {chunks} chunks of different types; at most {MaximumChunks} are allowed");
        var names = new List<string>();
        return Run(request, items.Length, allOrNone, (writer, i) =>
        {
            var target = table ?? (types[i] is { } name ? state.Store.Find(name) : null)
                ?? throw new ApiError(400, "INVALID_TYPE", types[i] is null
                    ? "Every record must name its type in attributes"
                    : $"sObject type '{types[i]}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name.");
            return One(writer, operation, target, key, FieldInput.FromObject(items[i], request.Body, names));
        });
    }

    private (string Id, bool? Created) One(RecordWriter writer, Operation operation, Table table, FieldSchema? key, List<FieldInput> inputs)
    {
        if (operation == Operation.Insert) return (table.Id(writer.Insert(table, inputs)), null);
        if (operation == Operation.Update)
        {
            var id = Take(inputs, "Id");
            if (id is null) throw new ApiError(400, "MISSING_ARGUMENT", "Id not specified in an update call", []);
            var target = LocateForWrite(table, id);
            writer.Update(table, target, inputs);
            return (table.Id(target), null);
        }

        if (key!.Type == FieldType.Id) // an upsert always names its key
        {
            var id = Take(inputs, "Id");
            if (id is null) return (table.Id(writer.Insert(table, inputs)), true);
            var target = LocateForWrite(table, id);
            writer.Update(table, target, inputs);
            return (table.Id(target), false);
        }

        var value = Take(inputs, key.Name);
        if (value is null) throw new ApiError(400, "MISSING_ARGUMENT", $"{key.Name} not specified", []);
        var rows = table.Keys(table.Columns[key.Index]).Find(value);
        if (rows.Length > 1) throw new ApiError(400, "DUPLICATE_EXTERNAL_ID", $"{key.Name}: more than one record found for external id field: [{string.Join(", ", rows.Select(table.Id))}]", []);
        if (rows.Length == 1)
        {
            writer.Update(table, rows[0], inputs);
            return (table.Id(rows[0]), false);
        }

        inputs.Add(FieldInput.Csv(key.Name, value));
        return (table.Id(writer.Insert(table, inputs)), true);
    }

    private int LocateForWrite(Table table, string id)
    {
        if (!SalesforceId.IsWellFormed(id)) throw new ApiError(400, "MALFORMED_ID", $"{table.Schema.Label} ID: id value of incorrect type: {id}", ["Id"]);
        if (state.Store.FindId(id) is { } reference && RecordRef.Table(reference) == table.Index) return RecordRef.Row(reference);
        throw state.Store.TableOfPrefix(id) == table ? new ApiError(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", []) : RecordsHandler.Malformed(table, id);
    }

    private ApiResponse Delete(ApiRequest request)
    {
        var ids = (request.Get("ids") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (ids.Length == 0) throw new ApiError(400, "MISSING_ARGUMENT", "The parameter ids is required");
        if (ids.Length > MaximumRecords) throw new ApiError(400, "EXCEEDED_ID_LIMIT", $"record limit reached. cannot submit more than {MaximumRecords} records into this call");
        var allOrNone = request.Get("allOrNone") is { } flag && flag.Equals("true", StringComparison.OrdinalIgnoreCase);
        return Run(request, ids.Length, allOrNone, (writer, i) =>
        {
            if (!SalesforceId.IsWellFormed(ids[i]) || state.Store.TableOfPrefix(ids[i]) is not { } table) throw new ApiError(400, "MALFORMED_ID", $"malformed id {ids[i]}", []);
            if (state.Store.FindId(ids[i]) is not { } reference) throw new ApiError(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", []);
            writer.Delete(table, RecordRef.Row(reference));
            return (table.Id(RecordRef.Row(reference)), null);
        });
    }

    private ApiResponse Run(ApiRequest request, int count, bool allOrNone, Func<RecordWriter, int, (string Id, bool? Created)> one) => state.Store.Write(() =>
    {
        var undo = request.Transaction ?? new UndoLog();
        var begin = undo.Mark;
        var writer = new RecordWriter(state.Store, undo, RecordsHandler.AllowsDuplicates(request));
        var outcomes = new (string? Id, bool? Created, ApiError? Error)[count];
        for (var i = 0; i < count; i++)
        {
            var mark = undo.Mark;
            try
            {
                Faults.ThrowIfLocked();
                var (id, created) = one(writer, i);
                outcomes[i] = (id, created, null);
            }
            catch (ApiError error)
            {
                undo.Rollback(mark);
                outcomes[i] = (null, null, error);
            }
        }

        if (allOrNone && Array.Exists(outcomes, o => o.Error is not null))
        {
            undo.Rollback(begin);
            var rolledBack = new ApiError(400, "ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid and the request was using AllOrNone header", []);
            for (var i = 0; i < count; i++) outcomes[i] = (null, null, outcomes[i].Error ?? rolledBack);
        }

        var json = new JsonBuffer(count * 96).OpenArray();
        foreach (var (id, created, error) in outcomes) WriteOutcome(json, id, created, error);
        return ApiResponse.Json(json.CloseArray());
    });

    private static void WriteOutcome(JsonBuffer json, string? id, bool? created, ApiError? error)
    {
        json.Separator().Open();
        if (error is null)
        {
            json.Property("id", id).Property("success", true).Name("errors").OpenArray().CloseArray();
            if (created is { } wasCreated) json.Property("created", wasCreated);
        }
        else
        {
            json.Property("success", false).Name("errors").OpenArray();
            error.WriteItem(json);
            json.CloseArray();
        }

        json.Close();
    }

    private ApiResponse Retrieve(ApiRequest request, Table table)
    {
        string[] ids, fields;
        if (request.Method == "POST")
        {
            using var body = request.Json();
            ids = Strings(body.RootElement, "ids");
            fields = Strings(body.RootElement, "fields");
        }
        else if (request.Method == "GET")
        {
            ids = (request.Get("ids") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
            fields = (request.Get("fields") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        }
        else
        {
            throw ApiError.MethodNotAllowed(request.Method, "GET,POST");
        }

        if (ids.Length > MaximumRetrieved) throw new ApiError(400, "EXCEEDED_ID_LIMIT", $"record limit reached. cannot submit more than {MaximumRetrieved} records into this call");
        return state.Store.Read(() =>
        {
            var shape = records.Shape(table, request.BasePath, fields);
            var json = new JsonBuffer(ids.Length * 256).OpenArray();
            foreach (var id in ids)
            {
                json.Separator();
                if (state.Store.FindId(id) is { } reference && RecordRef.Table(reference) == table.Index && table.State(RecordRef.Row(reference)) == RowState.Live) shape.Write(json, RecordRef.Row(reference));
                else json.Null();
            }

            return ApiResponse.Json(json.CloseArray());
        });
    }

    private static string[] Strings(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array
            ? [.. array.EnumerateArray().Select(e => e.ToString())]
            : throw new ApiError(400, "MISSING_ARGUMENT", $"The property {name} is required");

    private static string? TypeOf(JsonElement record) =>
        record.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("type", out var type) ? type.ToString() : null;

    private static string? Take(List<FieldInput> inputs, string name)
    {
        var index = inputs.FindIndex(i => i.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index < 0) return null;
        var input = inputs[index];
        inputs.RemoveAt(index);
        return input.IsNull ? null : input.IsCsv ? input.Text : input.Json.ToString();
    }
}
